package dev.codefleet.gateway.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codefleet.access.AccessFile;
import dev.codefleet.access.AccessKey;
import dev.codefleet.access.Role;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedAccessFileTest {
    private static final AccessKey ANNA =
            new AccessKey("anna", "ab".repeat(32), Role.VIEWER, List.of(), false, null);
    private static final AccessKey OTTO =
            new AccessKey("otto", "cd".repeat(32), Role.OPERATOR, List.of(), false, null);

    @TempDir private Path directory;

    @Test
    void aChangeIsSeen() throws IOException {
        var file = write(AccessFile.text(List.of(ANNA)));
        var watched = new WatchedAccessFile(file);
        write(AccessFile.text(List.of(OTTO)));

        watched.look();

        assertThat(watched.current().keys()).containsExactly(OTTO);
    }

    @Test
    void aChangeThatKeepsTimeAndSizeIsSeen() throws IOException {
        var file = write(AccessFile.text(List.of(ANNA)));
        var time = Files.getLastModifiedTime(file);
        var watched = new WatchedAccessFile(file);
        write(AccessFile.text(List.of(ANNA)).replace("anna", "hugo"));
        Files.setLastModifiedTime(file, time);

        watched.look();

        assertThat(watched.current().find("anna")).isEmpty();
    }

    @Test
    void theLastGoodOneCountsWhileTheFileIsBadOrGone() throws IOException {
        var file = write(AccessFile.text(List.of(ANNA)));
        var watched = new WatchedAccessFile(file);

        write("keys: [");
        watched.look();
        assertThat(watched.current().keys()).containsExactly(ANNA);

        Files.delete(file);
        watched.look();
        assertThat(watched.current().keys()).containsExactly(ANNA);

        write(AccessFile.text(List.of(OTTO)));
        watched.look();
        assertThat(watched.current().keys()).containsExactly(OTTO);
    }

    @Test
    void noGatewayStartsWithABadOne() throws IOException {
        var file = write("keys:\n  - {id: anna, role: viewer}\n");

        assertThatThrownBy(() -> new WatchedAccessFile(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(
                        "CODEFLEET_ACCESS_FILE", file.toString(), "line 2, keys[0].sha256");
        assertThatThrownBy(() -> new WatchedAccessFile(directory.resolve("none")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("there is no such file");
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("access.yaml"), text);
    }
}
