package dev.codefleet.manager.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.manager.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Renewals are called here instead of by the lease's timer. */
class ManagerLeaseTest {
    private static final Duration BELIEVED = Lease.TIME.minus(Lease.MARGIN);

    private final TestDatabase database = TestDatabase.fresh();
    private final AtomicLong nanos = new AtomicLong(1_000);
    private final List<Long> acquired = new ArrayList<>();
    private final ManagerLease lease =
            new ManagerLease(new LeaseStore(database.source()), nanos::get);

    @BeforeEach
    void name() {
        lease.name("manager-1", "http://a", acquired::add);
    }

    @AfterEach
    void close() {
        lease.stop();
        database.close();
    }

    @Test
    void thereIsNoneBeforeTheDatabaseGaveOne() throws SQLException {
        assertThat(lease.fence()).isEmpty();

        lease.renew();

        assertThat(lease.fence()).contains(acquired.getFirst());
    }

    @Test
    void itHoldsAsLongAsItIsRenewedInTime() throws SQLException {
        lease.renew();
        for (int second = 0; second < 20; second++) {
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            assertThat(lease.isHeld()).isTrue();
            lease.renew();
        }

        assertThat(acquired).hasSize(1);
    }

    @Test
    void itIsNotTrustedAMarginBeforeItsEnd() throws SQLException {
        lease.renew();

        nanos.addAndGet(BELIEVED.toNanos() - 1);
        assertThat(lease.isHeld()).isTrue();
        nanos.incrementAndGet();
        assertThat(lease.isHeld()).isFalse();
    }

    @Test
    void oneThatWasFoundOverIsNotRevivedThoughTheDatabaseStillWould() throws SQLException {
        lease.renew();
        nanos.addAndGet(BELIEVED.toNanos());
        assertThat(lease.isHeld()).isFalse();

        lease.renew();

        assertThat(acquired).hasSize(2);
        assertThat(acquired.getLast()).isGreaterThan(acquired.getFirst());
        assertThat(lease.fence()).contains(acquired.getLast());
    }

    @Test
    void anotherLifeOfTheManagerMakesItTakeANewOne() throws SQLException {
        lease.renew();
        long other = Leases.acquire(database.source(), "manager-1");

        lease.renew();

        assertThat(acquired.getLast()).isGreaterThan(other);
    }

    @Test
    void onceStoppedItIsFreeForOthersAndStaysSo() throws SQLException {
        lease.renew();

        lease.stop();
        lease.renew();

        assertThat(lease.isHeld()).isFalse();
        assertThat(acquired).hasSize(1);
        assertThat(database.single("SELECT expires_at <= clock_timestamp() FROM manager"))
                .isEqualTo(true);
    }
}
