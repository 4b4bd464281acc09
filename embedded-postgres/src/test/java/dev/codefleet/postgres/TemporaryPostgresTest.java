package dev.codefleet.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TemporaryPostgresTest {

    @Test
    void nothingIsLeftOfATemporaryServer() throws Exception {
        var postgres = EmbeddedPostgres.temporary();
        var data = Path.of(Sql.query(postgres, "SHOW data_directory"));
        var server = ProcessHandle.of(postgres.pid()).orElseThrow();
        assertThat(data).exists();

        postgres.close();

        assertThat(server.isAlive()).isFalse();
        assertThat(data.getParent()).doesNotExist();
    }
}
