package dev.codefleet.programmer.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.programmer.trust.StopSignal;
import dev.codefleet.web.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Commands that try the ways out of bubblewrap, as the user that runs the tests and, if that is
 * root, as an ordinary one too. Nothing of the kernel is ever written: what can be opened for
 * writing is told by access(2).
 */
@EnabledIf("dev.codefleet.programmer.execute.Sandboxes#isBubblewrapHere")
class HostileCommandsTest {
    private static final long SHARED_MEMORY_BYTES = 4L << 20;
    private static final int ORDINARY_USER = 54_321;

    @TempDir Path temporary;

    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

    /** Who runs bubblewrap. */
    enum Runner {
        SELF,
        ORDINARY_USER
    }

    @ParameterizedTest
    @EnumSource(Runner.class)
    void whatOnlyRootMayReadOrWriteOfTheKernelIsHidden(Runner runner) throws Exception {
        run(
                runner,
                """
                for file in /proc/*; do
                    test -f "$file" || continue
                    if test -w "$file"; then echo "writable: $file"; fi
                    case $(stat -c %A "$file") in
                        ???????r*) ;;
                        *) if test -r "$file"; then echo "readable: $file"; fi ;;
                    esac
                done
                for file in keys key-users kallsyms kcore kmsg sysrq-trigger slabinfo timer_list; do
                    if (: </proc/$file) 2>/dev/null; then echo "opened $file"; fi
                done
                """);

        assertThat(lines).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Runner.class)
    void noSettingOfTheKernelIsWritable(Runner runner) throws Exception {
        run(
                runner,
                """
                find /proc/sys /proc/irq /proc/bus /proc/fs /proc/acpi /proc/scsi /proc/tty \
                    /proc/mtrr /proc/sysrq-trigger -writable ! -type c 2>/dev/null | head -3
                test ! -e /sys || find /sys -writable 2>/dev/null | head -3
                """);

        assertThat(lines).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Runner.class)
    void sharedMemoryIsBounded(Runner runner) throws Exception {
        run(
                runner,
                "head -c 4194304 /dev/zero >/dev/shm/a && echo fits;"
                        + " head -c 1000000 /dev/zero >/dev/shm/b || echo full");

        assertThat(lines).contains("fits", "full");
    }

    private void run(Runner runner, String script) throws Exception {
        assertThat(runIn(sandbox(runner), script)).isEqualTo(new ProcessEnd.Exited(0));
    }

    private ProcessEnd runIn(Sandbox sandbox, String script) throws Exception {
        var launch =
                new Launch(
                        AttemptId.parse("job1.hostile.1"),
                        List.of("/bin/sh", "-c", script + "\ntrue"),
                        Map.of("PATH", "/usr/bin:/bin"),
                        new Confinement(
                                temporary.resolve("work"),
                                temporary.resolve("home"),
                                temporary.resolve("tmp"),
                                null,
                                List.of()),
                        null);
        var stop = new StopSignal(Ticker.system(), Duration.ofMinutes(1));
        try (var none = new DeadMansSwitch(Optional.empty());
                var processes =
                        new ProcessRunner(
                                sandbox,
                                none,
                                Duration.ofMinutes(1),
                                Duration.ZERO,
                                Ticker.system())) {
            return processes.run(launch, lines::add, stop);
        }
    }

    private Sandbox sandbox(Runner runner) throws Exception {
        var bwrap = SandboxChoice.find("bwrap", System.getenv("PATH")).orElseThrow();
        var isRoot = Integer.valueOf(0).equals(Files.getAttribute(temporary, "unix:uid"));
        var program = runner == Runner.ORDINARY_USER && isRoot ? asOrdinaryUser(bwrap) : bwrap;
        var settings = new SandboxSettings(List.of(), ProcessLimits.NONE, SHARED_MEMORY_BYTES);
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (var directory : places()) {
            Files.createDirectories(directory);
            if (program != bwrap) {
                Files.setAttribute(directory, "unix:uid", ORDINARY_USER);
            }
        }
        var choice =
                SandboxChoice.choose(
                        SandboxMode.REQUIRED, Optional.of(program), settings, temporary);
        assertThat(choice.missing()).as("what this machine cannot hold").isEmpty();
        return choice.sandbox();
    }

    private List<Path> places() {
        var places = new ArrayList<Path>();
        Stream.of("work", "home", "tmp").map(temporary::resolve).forEach(places::add);
        return places;
    }

    private Path asOrdinaryUser(Path bwrap) throws IOException {
        var script = temporary.resolve("bwrap");
        Files.writeString(
                script,
                "#!/bin/sh\nexec setpriv --reuid=%1$d --regid=%1$d --clear-groups %2$s \"$@\"\n"
                        .formatted(ORDINARY_USER, bwrap));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script;
    }
}
