package dev.codefleet.manager.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.manager.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaseStoreTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration OVER = Duration.ofMillis(-1);

    private final TestDatabase database = TestDatabase.fresh();
    private final LeaseStore store = new LeaseStore(database.source());

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void everyLifeGetsALargerFence() throws SQLException {
        long first = store.acquire("manager-1", "http://a", LONG);
        long other = store.acquire("manager-2", "http://b", LONG);
        long second = store.acquire("manager-1", "http://c", LONG);

        assertThat(first).isLessThan(other);
        assertThat(other).isLessThan(second);
        assertThat(database.single("SELECT url FROM manager WHERE id = 'manager-1'"))
                .isEqualTo("http://c");
    }

    @Test
    void aNewLifeCutsOffTheOneBefore() throws SQLException {
        long first = store.acquire("manager-1", "http://a", LONG);
        long second = store.acquire("manager-1", "http://a", LONG);

        assertThat(store.renew("manager-1", first, LONG)).isFalse();
        assertThat(store.renew("manager-1", second, LONG)).isTrue();
    }

    @Test
    void whatIsOverIsNotRenewed() throws SQLException {
        long fence = store.acquire("manager-1", "http://a", OVER);

        assertThat(store.renew("manager-1", fence, LONG)).isFalse();
    }

    @Test
    void aReleasedLeaseIsOverAtOnce() throws SQLException {
        long fence = store.acquire("manager-1", "http://a", LONG);

        store.release("manager-1", fence);

        assertThat(store.renew("manager-1", fence, LONG)).isFalse();
    }

    @Test
    void anEarlierLifeReleasesNothing() throws SQLException {
        long first = store.acquire("manager-1", "http://a", LONG);
        long second = store.acquire("manager-1", "http://a", LONG);

        store.release("manager-1", first);

        assertThat(store.renew("manager-1", second, LONG)).isTrue();
    }
}
