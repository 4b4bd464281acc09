package dev.codefleet.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.support.TcpPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LeftoverTest {

    private Path home;

    @BeforeEach
    void fill(@TempDir Path directory) throws Exception {
        home = Homes.below(directory);
        try (var postgres = EmbeddedPostgres.open(home, Homes.options())) {
            Sql.execute(postgres, "CREATE TABLE kept (n int)");
            Sql.execute(postgres, "INSERT INTO kept VALUES (3)");
        }
    }

    @Test
    void theServerEndsWhenItsOwnerIsKilled() throws Exception {
        var owner = startOwner();
        var server = ProcessHandle.of(readPid(owner)).orElseThrow();

        owner.destroyForcibly();

        server.onExit().get(20, TimeUnit.SECONDS);
        assertThat(PostmasterFile.read(home.resolve("data"))).isEmpty();
    }

    @Test
    void aHomeIsOpenedRightAfterItsOwnerWasKilled() throws Exception {
        var owner = startOwner();
        var abandoned = readPid(owner);
        owner.destroyForcibly().waitFor();

        try (var postgres = EmbeddedPostgres.open(home, Homes.options())) {
            assertThat(postgres.pid()).isNotEqualTo(abandoned);
            assertThat(Sql.query(postgres, "SELECT n FROM kept")).isEqualTo("3");
        }
    }

    @Test
    void aServerWithoutWatcherIsEndedAndReplaced() throws Exception {
        var real = home.toRealPath();
        var port = TcpPorts.findFree();
        var abandoned = startAlone(new Cluster(real), port);

        try (var postgres = EmbeddedPostgres.open(home, Homes.options())) {
            assertThat(abandoned.isAlive()).isFalse();
            assertThat(Sql.query(postgres, "SELECT n FROM kept")).isEqualTo("3");
        }
    }

    @Test
    void aServerThatIsStoppedAndHearsNothingIsEndedAndReplaced() throws Exception {
        var real = home.toRealPath();
        var abandoned = startAlone(new Cluster(real), TcpPorts.findFree());
        ProgramRunner.succeeds(List.of("sh", "-c", "kill -STOP " + abandoned.pid()));
        var notes = new ArrayList<String>();

        assertThat(EmbeddedPostgres.endLeftover(home, notes::add)).isTrue();

        assertThat(abandoned.isAlive()).isFalse();
        assertThat(notes.getFirst()).contains("process " + abandoned.pid());
        assertThat(EmbeddedPostgres.endLeftover(home, notes::add)).isFalse();
        try (var postgres = EmbeddedPostgres.open(home, Homes.options())) {
            assertThat(Sql.query(postgres, "SELECT n FROM kept")).isEqualTo("3");
        }
    }

    @Test
    void anIdThatNowBelongsToAnotherProgramIsNoServer() throws Exception {
        var me = ProcessHandle.current().pid();
        Files.writeString(home.resolve("data/postmaster.pid"), me + "\n");

        try (var postgres = EmbeddedPostgres.open(home, Homes.options())) {
            assertThat(Sql.query(postgres, "SELECT n FROM kept")).isEqualTo("3");
        }
    }

    private Process startOwner() throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        return new ProcessBuilder(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName(),
                        home.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static long readPid(Process owner) throws IOException {
        return Long.parseLong(owner.inputReader().readLine());
    }

    private static Process startAlone(Cluster cluster, int port) throws Exception {
        var platform = Platform.current();
        var binaries = Binaries.unpack(platform, Homes.options().binaries(), Instant.now());
        var data = cluster.data();
        var command = new ArrayList<>(List.of(binaries.postgres(), "-D", data.toString()));
        command.addAll(Settings.arguments(platform, port, Homes.options().settings()));
        var process =
                ProgramRunner.builder(Privileges.choose().wrap(command))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        var isReady = false;
        while (!isReady) {
            assertThat(process.waitFor(10, TimeUnit.MILLISECONDS)).isFalse();
            isReady = PostmasterFile.read(data).filter(PostmasterFile::isReady).isPresent();
        }
        return process;
    }

    /** A program that owns a server, says its process id, and waits to be killed. */
    static final class Owner {
        private Owner() {}

        public static void main(String[] arguments) throws IOException {
            var postgres = EmbeddedPostgres.open(Path.of(arguments[0]), Homes.options());
            System.out.println(postgres.pid());
            System.in.read();
        }
    }
}
