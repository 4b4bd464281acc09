package dev.codefleet.manager.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.job.DiskView;
import dev.codefleet.manager.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DiskTest {
    private final TestDatabase database = TestDatabase.fresh();
    private final DiskStore disk = new DiskStore(database.source());

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void theLargestTableComesFirstWithItsLongValues() throws SQLException {
        assertThat(bytes("bundle")).isLessThan(100_000);
        database.execute(
                "INSERT INTO bundle SELECT 'job', n::text, decode(repeat('ab', 300000), 'hex')"
                        + " FROM generate_series(1, 5) AS n");
        database.execute("ANALYZE bundle");

        assertThat(bytes("bundle")).isGreaterThan(1_500_000);
        assertThat(disk.view().tables().getFirst().name()).isEqualTo("bundle");
        assertThat(disk.view().tables().getFirst().rows()).isEqualTo(5);
        assertThat(disk.view().tables())
                .extracting(DiskView.Table::name)
                .contains("job", "subtask", "attempt", "event", "repository_upload_piece");
    }

    private long bytes(String table) throws SQLException {
        return disk.view().tables().stream()
                .filter(each -> each.name().equals(table))
                .findFirst()
                .orElseThrow()
                .bytes();
    }
}
