package dev.codefleet.programmer.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Attempts in bubblewrap. */
@QuarkusTest
@EnabledIf("dev.codefleet.programmer.execute.Sandboxes#isBubblewrapHere")
@TestProfile(Profiles.Sandboxed.class)
class SandboxedAttemptTest extends AttemptContract {
    @Override
    String isolation() {
        return "bubblewrap";
    }

    @Override
    String network() {
        return "full";
    }

    @Test
    void nothingOutsideOfTheWorkspaceCanBeWrittenOrRead() throws Exception {
        var secret = Files.writeString(temporary().resolve("secret"), "secret");
        var script =
                """
                for place in / /etc /usr /var /root /home /opt; do
                    if touch "$place/codefleet-was-here" 2>/dev/null; then echo "wrote $place"; exit 1; fi
                done
                if cat '%s' 2>/dev/null; then echo 'read a secret'; exit 1; fi
                if cat /etc/shadow | grep root; then echo 'read passwords'; exit 1; fi
                if ls '%s/../../spool' 2>/dev/null; then echo 'saw the spool'; exit 1; fi
                touch /tmp/fine "$TMPDIR/fine" "$HOME/fine" fine
                """
                        .formatted(secret, "$HOME");

        var report = programmer().run(Orders.script(source(), script).order());

        assertThat(report.receipt().failure()).isNull();
        assertThat(Path.of("/tmp/fine")).doesNotExist();
    }

    /** Also to root, whom only what is mounted read-only stops. Nothing is ever written. */
    @Test
    void whatIsWritableIsTheAttemptsOwn() throws Exception {
        var script =
                """
                find / \\( -path '/proc/[0-9]*' -o -path "$PWD" -o -path "$HOME" -o -path /tmp \\) -prune \
                    -o ! -type l -writable -print >"$HOME/found" 2>/dev/null &
                while kill -0 $! 2>/dev/null; do echo looking; sleep 0.5; done
                while read -r file; do test -c "$file" || echo "$file"; done <"$HOME/found"
                find /proc/self/net/ -writable -print
                """;

        var report = programmer().run(Orders.script(source(), script).order());

        assertThat(report.receipt().failure()).isNull();
        assertThat(report.log().lines())
                .as("terminals, and memory that goes with the process; devices keep nothing")
                .contains("/dev/shm")
                .allMatch(line -> line.matches("looking|/dev/(shm|pts)"));
    }

    @Test
    void itsDirectoriesAreShort() throws Exception {
        var report =
                programmer().run(Orders.script(source(), "echo $PWD $HOME $TMPDIR $0").order());

        assertThat(report.log())
                .isEqualTo("/codefleet/work /codefleet/home /tmp /codefleet/scripts/1.sh\n");
    }

    /** A JVM asks the machine's users where it is at home, and not {@code HOME}. */
    @Test
    void aJvmIsAtHomeWhereItsHomeIs() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin/java");
        var script =
                "%s -XX:TieredStopAtLevel=1 -XshowSettings:properties -version 2>&1 | grep user"
                        .formatted(java);

        var report = programmer().run(Orders.script(source(), script).order());

        assertThat(report.log())
                .contains("user.home = /codefleet/home\n", "user.name = codefleet\n");
    }

    @Test
    void theProgrammersOwnProcessesAreNotSeen() throws Exception {
        var script =
                "test $(ls -d /proc/[0-9]* | wc -l) -lt 10 && test ! -e /proc/%d/x"
                        .formatted(ProcessHandle.current().pid());

        var report = programmer().run(Orders.script(source(), script).order());

        assertThat(report.receipt().failure()).isNull();
    }

    @Test
    void aDaemonThatHidesItsOriginDiesAsWell() throws Exception {
        var script =
                "(env -i setsid sleep 271828 </dev/null >/dev/null 2>&1 &)\necho ready; sleep 300";
        var order = Orders.script(source(), script).order();
        try (var stream = programmer().follow(order)) {
            stream.awaitLine("ready");
            programmer().call("POST", "/v1/attempts/" + order.attempt() + "/cancel");
            stream.report();
        }

        assertThat(
                        ProcessHandle.allProcesses()
                                .map(process -> process.info().commandLine().orElse("")))
                .noneMatch(line -> line.contains("sleep 271828"));
    }
}
