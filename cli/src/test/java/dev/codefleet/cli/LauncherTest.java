package dev.codefleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher in a checkout of its own, with a build and a JDK that only write down how they were
 * called.
 */
@EnabledOnOs(OS.LINUX)
class LauncherTest {
    /** The process as the kernel knows it: a shell would change what it tells of itself. */
    private static final String JAVA =
            """
            #!/bin/sh
            case "$*" in *AOTCacheOutput*) cat >/dev/null; exit 0 ;; esac
            cd_to=$(readlink /proc/$$/cwd)
            cp /proc/$$/environ "$(dirname "$0")/../environment"
            ls /proc/$$/fd >"$(dirname "$0")/../descriptors"
            printf '%s\\n' "$cd_to" >"$(dirname "$0")/../directory"
            printf '%s\\n' "$@" >"$(dirname "$0")/../arguments"
            cat >"$(dirname "$0")/../input"
            [ ! -e /proc/$$/fd/9 ] || echo "for nine" >&9
            exit 7
            """;

    private static final String MAVEN =
            """
            #!/bin/sh
            [ ! -e /proc/$$/fd/9 ] || exit 1
            pwd >>builds
            mkdir -p cli/target/lib
            : >cli/target/cli.jar
            """;

    @TempDir private Path temporary;
    private Path checkout;
    private Path jdk;
    private Path elsewhere;

    @BeforeEach
    void setUp() throws IOException {
        var root = temporary.toRealPath();
        checkout = Files.createDirectory(root.resolve("a checkout of ours"));
        jdk = Files.createDirectory(root.resolve("a jdk"));
        Files.createDirectory(jdk.resolve("bin"));
        elsewhere = Files.createDirectory(root.resolve("else where"));
        Files.copy(Path.of("..", "codefleet"), checkout.resolve("codefleet"));
        Files.createDirectories(checkout.resolve("cli/src/main"));
        Files.writeString(checkout.resolve("pom.xml"), "");
        script(checkout.resolve("mvnw"), MAVEN);
        script(jdk.resolve("bin/java"), JAVA);
        script(jdk.resolve("bin/javac"), "#!/bin/sh\n");
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
    }

    @Test
    void theCommandRunsWhereItWasCalledOnTheFirstCallAndLater() throws Exception {
        for (var call = 0; call < 2; call++) {
            assertThat(call(List.of(checkout.resolve("codefleet").toString()), Map.of()))
                    .isEqualTo(7);
            assertThat(told("directory")).containsExactly(elsewhere.toString());
        }
        assertThat(Files.readAllLines(checkout.resolve("builds")))
                .containsExactly(checkout.toString());
    }

    @Test
    void aChangedSourceIsBuiltAndTheCommandStillRunsWhereItWasCalled() throws Exception {
        var launcher = List.of(checkout.resolve("codefleet").toString());
        call(launcher, Map.of());
        var later =
                Files.getLastModifiedTime(checkout.resolve("target/codefleet/built")).toMillis();
        var source = Files.writeString(checkout.resolve("cli/src/main/New.java"), "");
        Files.setLastModifiedTime(
                source, java.nio.file.attribute.FileTime.fromMillis(later + 60_000));

        call(launcher, Map.of());

        assertThat(Files.readAllLines(checkout.resolve("builds"))).hasSize(2);
        assertThat(told("directory")).containsExactly(elsewhere.toString());
    }

    @Test
    void twoAtOnceBuildOnceWithoutFlockAsWell() throws Exception {
        script(checkout.resolve("mvnw"), "#!/bin/sh\nsleep 0.5\n" + MAVEN.substring(10));
        var path = Map.of("PATH", pathWithout("flock"));
        var launcher = "'" + checkout.resolve("codefleet") + "'";

        call(List.of("bash", "-c", launcher + " one & " + launcher + " two & wait"), path);

        assertThat(Files.readAllLines(checkout.resolve("builds"))).hasSize(1);
        assertThat(checkout.resolve("target/codefleet/lock.owner")).doesNotExist();
    }

    @Test
    void theLockOfALauncherThatWasKilledIsTaken() throws Exception {
        var killed = new ProcessBuilder("true").start();
        killed.waitFor();
        var state = Files.createDirectories(checkout.resolve("target/codefleet"));
        Files.createSymbolicLink(state.resolve("lock.owner"), Path.of(Long.toString(killed.pid())));

        var exit =
                call(
                        List.of(checkout.resolve("codefleet").toString(), "jobs"),
                        Map.of("PATH", pathWithout("flock")));

        assertThat(exit).isEqualTo(7);
        assertThat(Files.readAllLines(checkout.resolve("builds"))).hasSize(1);
    }

    /** A directory of links to all programs but one. */
    private String pathWithout(String program) throws IOException {
        var bin = Files.createDirectory(temporary.resolve("bin"));
        for (var place : System.getenv("PATH").split(":", -1)) {
            if (!Files.isDirectory(Path.of(place))) {
                continue;
            }
            try (var programs = Files.list(Path.of(place))) {
                for (var each : programs.toList()) {
                    var name = each.getFileName().toString();
                    if (!name.equals(program) && !Files.exists(bin.resolve(name))) {
                        Files.deleteIfExists(bin.resolve(name));
                        Files.createSymbolicLink(bin.resolve(name), each);
                    }
                }
            }
        }
        return bin.toString();
    }

    @Test
    void whatKilledTrainingsLeftGoes() throws Exception {
        var state = Files.createDirectories(checkout.resolve("target/codefleet"));
        var left = Files.writeString(state.resolve("cli.aot.4711"), "half");
        Files.setLastModifiedTime(left, java.nio.file.attribute.FileTime.fromMillis(0));

        call(List.of(checkout.resolve("codefleet").toString(), "jobs"), Map.of());

        assertThat(left).doesNotExist();
        assertThat(state.resolve("cli.aot")).exists();
    }

    @Test
    void itIsFoundThroughLinksOnThePath() throws Exception {
        var bin = Files.createDirectory(elsewhere.resolve("bin"));
        var link = Files.createSymbolicLink(bin.resolve("link"), Path.of("../codefleet-link"));
        Files.createSymbolicLink(
                elsewhere.resolve("codefleet-link"), checkout.resolve("codefleet"));
        Files.move(link, bin.resolve("codefleet"));
        var path = bin + ":" + System.getenv("PATH");

        var exit = call(List.of("bash", "-c", "exec codefleet jobs"), Map.of("PATH", path));

        assertThat(exit).isEqualTo(7);
        assertThat(told("directory")).containsExactly(elsewhere.toString());
        assertThat(told("arguments"))
                .contains("-Dcodefleet.checkout=" + checkout, "-Dcodefleet.command=codefleet")
                .endsWith("jobs");
    }

    @Test
    void itSaysHowItWasCalled() throws Exception {
        var launcher = "../a checkout of ours/codefleet";

        call(List.of(launcher, "jobs"), Map.of());

        assertThat(told("arguments")).contains("-Dcodefleet.command=" + launcher);
    }

    @Test
    void argumentsArriveAsTheyWereGiven() throws Exception {
        call(
                List.of(
                        checkout.resolve("codefleet").toString(),
                        "run",
                        "--repo",
                        "",
                        "two  words",
                        "*"),
                Map.of());

        assertThat(told("arguments")).endsWith("run", "--repo", "", "two  words", "*");
    }

    @Test
    void theEnvironmentIsTheCallers() throws Exception {
        // Names that a script would like to have for itself, and what bash looks at.
        var given = new TreeMap<String, String>();
        for (var name :
                List.of(
                        "checkout state stamp home release jar cache line file target candidate i"
                                .split(" ", -1))) {
            given.put(name, "the caller's " + name);
        }
        given.put("JAVA_HOME", "/nowhere");
        given.put("CDPATH", checkout + ":/");
        given.put("OLDPWD", "/usr");
        given.put("lines", "two\nlines");
        for (var call = 0; call < 2; call++) {
            call(List.of(checkout.resolve("codefleet").toString()), given);

            var seen = environment();
            assertThat(seen).containsAllEntriesOf(given);
            seen.keySet().removeAll(given.keySet());
            var expected = new TreeMap<>(System.getenv());
            expected.put("CODEFLEET_JAVA_HOME", jdk.toString());
            expected.keySet().removeAll(given.keySet());
            for (var ofEachShell : List.of("_", "SHLVL", "PWD")) {
                seen.remove(ofEachShell);
                expected.remove(ofEachShell);
            }
            assertThat(seen).isEqualTo(expected);
        }
    }

    @Test
    void anEnvironmentWithoutAHomeIsEnough() throws Exception {
        var exit =
                call(
                        List.of(
                                "env",
                                "--unset=HOME",
                                checkout.resolve("codefleet").toString(),
                                "jobs"),
                        Map.of());

        assertThat(exit).isEqualTo(7);
    }

    @Test
    void descriptorsAreTheCallersOnTheFirstCallAndLater() throws Exception {
        var script =
                "exec 9>nine; printf given | '" + checkout.resolve("codefleet") + "' jobs 3<&0";
        for (var call = 0; call < 2; call++) {
            call(List.of("bash", "-c", script), Map.of());

            assertThat(told("input")).containsExactly("given");
            assertThat(Files.readString(elsewhere.resolve("nine"))).isEqualTo("for nine\n");
            assertThat(told("descriptors")).contains("0", "1", "2", "3", "9");
            Files.delete(elsewhere.resolve("nine"));
        }
    }

    @Test
    void testsAreRunForAllOrForNamedModules() throws Exception {
        var launcher = checkout.resolve("codefleet").toString();
        script(checkout.resolve("mvnw"), "#!/bin/sh\nprintf '%s\\n' \"$@\" >called\n");
        Files.createDirectories(checkout.resolve("cli/src/test/java/dev/codefleet/cli"));
        Files.writeString(checkout.resolve("cli/pom.xml"), "");
        var maven = checkout.resolve("called");

        call(List.of(launcher, "test", "-P", "containers"), Map.of());
        assertThat(Files.readAllLines(maven))
                .containsExactly("--batch-mode", "verify", "-P", "containers", "-T2");
        call(List.of(launcher, "test", "cli", "-X"), Map.of());
        assertThat(Files.readAllLines(maven))
                .containsExactly(
                        "--batch-mode",
                        "test",
                        "-X",
                        "-T2",
                        "-pl",
                        "cli",
                        "-am",
                        "-Dtest=dev/codefleet/cli/**/*Test",
                        "-Dit.test=dev/codefleet/cli/**/*IT");
        call(List.of(launcher, "test", "--fast"), Map.of());
        assertThat(Files.readAllLines(maven)).contains("test", "-Pquick", "-T2");
        call(List.of(launcher, "test", "-T", "1C"), Map.of());
        assertThat(Files.readAllLines(maven)).containsExactly("--batch-mode", "verify", "-T", "1C");
        call(List.of(launcher, "test", "./cli/", "-Dtest=OneTest"), Map.of());
        assertThat(Files.readAllLines(maven))
                .containsExactly(
                        "--batch-mode",
                        "test",
                        "-Dtest=OneTest",
                        "-T2",
                        "-pl",
                        "cli",
                        "-am",
                        "-Dit.test=dev/codefleet/cli/**/*IT");
        call(List.of(launcher, "test", "-Dit.test=OneIT", "cli"), Map.of());
        assertThat(Files.readAllLines(maven))
                .contains("-Dit.test=OneIT", "-Dtest=dev/codefleet/cli/**/*Test")
                .doesNotContain("-Dit.test=dev/codefleet/cli/**/*IT");

        Files.delete(maven);
        assertThat(call(List.of(launcher, "test", "nothing"), Map.of())).isEqualTo(2);
        assertThat(Files.readString(temporary.resolve("output"))).contains("'nothing'", "cli");
        assertThat(maven).doesNotExist();
    }

    @Test
    void systemTestsAreRunWithThePackagedServicesHoweverTheyAreNamed() throws Exception {
        var launcher = checkout.resolve("codefleet").toString();
        script(checkout.resolve("mvnw"), "#!/bin/sh\nprintf '%s\\n' \"$@\" >called\n");
        var tests = checkout.resolve("system-tests");
        Files.createDirectories(tests.resolve("src/test/java/dev/codefleet/system"));
        Files.writeString(tests.resolve("pom.xml"), "");

        for (var named :
                List.of(
                        List.of("system-tests"),
                        List.of("./system-tests/"),
                        List.of("--fast", "system-tests"))) {
            call(Stream.concat(Stream.of(launcher, "test"), named.stream()).toList(), Map.of());

            assertThat(Files.readAllLines(checkout.resolve("called")))
                    .as("%s", named)
                    .contains("verify", "system-tests")
                    .doesNotContain("test");
        }
    }

    private int call(List<String> command, Map<String, String> environment) throws Exception {
        var builder = new ProcessBuilder(new ArrayList<>(command)).directory(elsewhere.toFile());
        builder.environment().put("CODEFLEET_JAVA_HOME", jdk.toString());
        builder.environment().putAll(environment);
        builder.redirectInput(Path.of("/dev/null").toFile());
        var output = temporary.resolve("output").toFile();
        var process = builder.redirectErrorStream(true).redirectOutput(output).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private List<String> told(String what) throws IOException {
        return Files.readAllLines(jdk.resolve(what));
    }

    private Map<String, String> environment() throws IOException {
        var variables = new TreeMap<String, String>();
        for (var variable : Files.readString(jdk.resolve("environment")).split("\0", -1)) {
            var equals = variable.indexOf('=');
            if (equals > 0) {
                variables.put(variable.substring(0, equals), variable.substring(equals + 1));
            }
        }
        return variables;
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
