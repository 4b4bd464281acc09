package dev.codefleet.localfleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.postgres.EmbeddedPostgres;
import dev.codefleet.postgres.PostgresOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With real processes, small ones. */
class LeftoversTest {
    private final Path directory;
    private final Home home;
    private final Process process;
    private final List<String> notes = new ArrayList<>();

    LeftoversTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        home = new Home(directory);
        process = sleeping("another-home");
    }

    @AfterEach
    void kill() {
        process.destroyForcibly();
    }

    @Test
    void aServiceInTheFileIsStopped() {
        write(ProcessIdentity.of(process.toHandle()));

        assertThat(new Leftovers(home, notes::add).stop()).isEqualTo(1);

        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void aProcessThatLaterGotTheSameIdIsLeftAlone() {
        write(new ProcessIdentity(process.pid(), Instant.parse("2020-01-01T00:00:00Z")));

        assertThat(new Leftovers(home, notes::add).stop()).isZero();

        assertThat(process.isAlive()).isTrue();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aServiceThatTheFileDoesNotKnowIsFoundByItsCommandLine() throws IOException {
        var unknown = sleeping(directory.toString());

        assertThat(new Leftovers(home, notes::add).stop()).isEqualTo(1);

        assertThat(unknown.isAlive()).isFalse();
        assertThat(process.isAlive()).isTrue();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aPostgresThatIsStoppedAndHearsNothingIsEnded() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        var classPath = System.getProperty("java.class.path");
        var owner =
                new ProcessBuilder(
                                java, "-cp", classPath, Owner.class.getName(), directory.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        var pid = Long.parseLong(owner.inputReader().readLine());
        var postgres = ProcessHandle.of(pid).orElseThrow();
        new ProcessBuilder("kill", "-STOP", Long.toString(pid)).start().waitFor();
        owner.destroyForcibly().waitFor();

        assertThat(new Leftovers(home, notes::add).stop()).isEqualTo(1);

        assertThat(postgres.isAlive()).isFalse();
        assertThat(notes).anySatisfy(note -> assertThat(note).contains("process " + pid));
    }

    /** A program that owns the home's PostgreSQL, says its process id, and waits to be killed. */
    static final class Owner {
        private Owner() {}

        public static void main(String[] arguments) throws IOException {
            var home = new Home(Path.of(arguments[0]));
            var postgres = EmbeddedPostgres.open(home.database(), PostgresOptions.onPort(0));
            System.out.println(postgres.pid());
            System.in.read();
        }
    }

    private void write(ProcessIdentity identity) {
        var member =
                new FleetRecord.MemberRecord(
                        ServiceKind.REGISTRY, "registry-1", identity, "http://127.0.0.1:6131");
        new FleetFile(home)
                .write(new FleetRecord(ProcessIdentity.current(), 0, true, List.of(member)));
    }

    /**
     * The second word of its script keeps the shell from becoming sleep, which would lose the
     * marker.
     */
    private static Process sleeping(String fleetHome) throws IOException {
        var marker = FleetPlan.MARKER + fleetHome;
        return new ProcessBuilder("sh", "-c", "sleep 60; true", marker).start();
    }
}
