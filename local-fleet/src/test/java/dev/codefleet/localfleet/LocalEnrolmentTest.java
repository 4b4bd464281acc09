package dev.codefleet.localfleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codefleet.gatewayclient.CommandFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalEnrolmentTest {
    private static final List<ServiceKind> AGENTS =
            List.of(ServiceKind.GATEWAY, ServiceKind.MANAGER, ServiceKind.PROGRAMMER);

    @TempDir private Path directory;

    private Home home = new Home(Path.of("unset"));

    @BeforeEach
    void inTheDirectory() {
        home = new Home(directory.resolve("home"));
    }

    @Test
    void theFirstStartMakesAKeyOfEachKindForTheOwnerAlone() throws IOException {
        new LocalEnrolment(home).ensure();

        for (var kind : AGENTS) {
            assertThat(Files.getPosixFilePermissions(home.enrolmentKey(kind)))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
        assertThat(Files.readAllLines(home.enrolmentKeys()))
                .extracting(line -> line.split(" ")[0])
                .containsExactlyInAnyOrder("gateway", "manager", "programmer");
        assertThat(Files.readString(home.enrolmentKeys())).doesNotContain("PRIVATE");
    }

    @Test
    void theNextStartKeepsThem() throws IOException {
        new LocalEnrolment(home).ensure();
        var before = Files.readString(home.enrolmentKeys());

        new LocalEnrolment(home).ensure();

        assertThat(Files.readString(home.enrolmentKeys())).isEqualTo(before);
    }

    @Test
    void aFileThatHoldsNoKeyIsNamed() throws IOException {
        new LocalEnrolment(home).ensure();
        var file = home.enrolmentKey(ServiceKind.MANAGER);
        Files.writeString(file, "none");

        assertThatThrownBy(() -> new LocalEnrolment(home).ensure())
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining(file.toString());
    }
}
