package dev.codefleet.programmer.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.programmer.trust.StopSignal;
import dev.codefleet.web.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Commands that try the ways out of bubblewrap, as the user that runs the tests and, if that is
 * root, as an ordinary one too. Nothing of the kernel is ever written: what can be opened for
 * writing is told by access(2).
 */
@EnabledIf("dev.codefleet.programmer.execute.Sandboxes#isBubblewrapHere")
class HostileCommandsTest {
    private static final long SHARED_MEMORY_BYTES = 4L << 20;
    private static final int ORDINARY_USER = 54_321;

    /** Tries a port of the machine's loopback, an abstract socket, and addresses elsewhere. */
    private static final String REACHING =
            """
            cat >reach.pl <<'END'
            use Errno;
            use Socket qw(:all);
            my ($port, $abstract) = @ARGV;
            sub try {
                my ($what, $family, $type, $address) = @_;
                socket(my $socket, $family, $type, 0) or return print "$what none\\n";
                my ($why) = connect($socket, $address) ? "reached" : grep { $!{$_} } keys %%!;
                print "$what $why\\n";
            }
            sub inet { pack_sockaddr_in($_[1], inet_aton($_[0])) }
            sub inet6 { pack_sockaddr_in6($_[1], inet_pton(AF_INET6, $_[0])) }
            try("port", AF_INET, SOCK_STREAM, inet("127.0.0.1", $port));
            try("mapped", AF_INET6, SOCK_STREAM, inet6("::ffff:127.0.0.1", $port));
            try("abstract", AF_UNIX, SOCK_STREAM, pack_sockaddr_un("\\0$abstract"));
            if (-e "/proc/net/route" && !grep { !/^Iface/ } `cat /proc/net/route`) {
                try("metadata", AF_INET, SOCK_STREAM, inet("169.254.169.254", 80));
                try("datagram", AF_INET, SOCK_DGRAM, inet("192.0.2.1", 53));
                try("datagram6", AF_INET6, SOCK_DGRAM, inet6("2001:db8::1", 53));
            }
            socket(my $own, AF_INET, SOCK_STREAM, 0);
            if (bind($own, inet("127.0.0.1", $port)) && listen($own, 9)) {
                print "own free\\n";
                try("itself", AF_INET, SOCK_STREAM, inet("127.0.0.1", $port));
            } else {
                print "own taken\\n";
            }
            END
            perl reach.pl %d %s
            echo interfaces $(sed -n 's/^ *\\([^ :]*\\):.*/\\1/p' /proc/net/dev)
            """;

    @TempDir Path temporary;

    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

    /** Who runs bubblewrap. */
    enum Runner {
        SELF,
        ORDINARY_USER
    }

    static List<Arguments> heldNetworks() {
        return Stream.of(Runner.values())
                .flatMap(runner ->
                        Stream.of(NetworkMode.NONE, NetworkMode.RESTRICTED)
                                .filter(network ->
                                        network == NetworkMode.NONE
                                                || ProxyForwarder.find().isPresent())
                                .map(network -> Arguments.of(runner, network)))
                .toList();
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

    @ParameterizedTest
    @EnumSource(Runner.class)
    void noUserNamespaceCanBeMade(Runner runner) throws Exception {
        run(
                runner,
                """
                for ways in -U -Ur -Urm -Urn -Urp; do
                    if unshare $ways true 2>/dev/null; then echo "unshare $ways"; fi
                done
                if bwrap --dev-bind / / true 2>/dev/null; then echo nested; fi
                """);

        assertThat(lines).isEmpty();
    }

    /** Each as root would be refused for want of nothing but this. */
    @ParameterizedTest
    @EnumSource(Runner.class)
    void systemCallsThatReachForTheKernelAreRefused(Runner runner) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/perl")), "perl makes the calls");
        assumeTrue(
                System.getProperty("os.arch").equals("amd64"), "the numbers are those of x86-64");
        run(
                runner,
                """
                call() {
                    export name=$1; shift
                    perl -e 'my ($n, @rest) = map { 0 + $_ } @ARGV; $! = 0; syscall($n, @rest);
                        print $ENV{name}, " ", 0 + $!, $/' "$@"
                }
                call clone_newuser 56 268435456 0 0 0 0
                call unshare_newuser 272 268435456
                call clone3 435 0 0
                call setns 308 0 0
                call io_uring_setup 425 8 0
                call userfaultfd 323 1
                call keyctl 250 0 -3 0
                call add_key 248 0 0 0 0 -3
                call request_key 249 0 0 0 0
                call bpf 321 0 0 0
                call perf_event_open 298 0 0 -1 -1 0
                call open_tree 428 -100 0 0
                call fsopen 430 0 0
                call tiocsti 16 0 21522 0
                call tioclinux 16 0 21532 0
                call tiocsti_of_the_upper_half 16 0 4294988818 0
                call vsock 41 40 1 0
                call alg 41 38 5 0
                call packet 41 17 3 0
                call x32_getpid 1073741863
                call unix_socket 41 1 1 0
                call getpid 39
                """);

        assertThat(lines)
                .containsExactly(
                        "clone_newuser 1",
                        "unshare_newuser 1",
                        "clone3 38",
                        "setns 1",
                        "io_uring_setup 38",
                        "userfaultfd 38",
                        "keyctl 38",
                        "add_key 38",
                        "request_key 38",
                        "bpf 1",
                        "perf_event_open 1",
                        "open_tree 38",
                        "fsopen 38",
                        "tiocsti 1",
                        "tioclinux 1",
                        "tiocsti_of_the_upper_half 1",
                        "vsock 97",
                        "alg 97",
                        "packet 97",
                        "x32_getpid 38",
                        "unix_socket 0",
                        "getpid 0");
    }

    /** By the smallest program that there is: it asks for its number as a 32-bit one would. */
    @ParameterizedTest
    @EnumSource(Runner.class)
    void aCallOfAnotherArchitectureEndsItsProgram(Runner runner) throws Exception {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "it is made for x86-64");
        var sandbox = sandbox(runner);
        var program = temporary.resolve("work/foreign");
        Files.write(program, foreignProgram());
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));

        runIn(sandbox, "./foreign; echo $?");

        // 128 and SIGSYS, by which the filter ends it before the kernel looks at the call.
        assertThat(lines).contains("159").doesNotContain("0");
    }

    /** An ELF file of one segment: {@code int 0x80} with getpid's number, then exit(0). */
    private static byte[] foreignProgram() {
        var code = HexFormat.of().parseHex("b814000000" + "cd80" + "31ff" + "b83c000000" + "0f05");
        var start = 0x400000L;
        var headers = 64 + 56;
        return ByteBuffer.allocate(headers + code.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(HexFormat.of().parseHex("7f454c46020101000000000000000000"))
                .putShort((short) 2)
                .putShort((short) 62)
                .putInt(1)
                .putLong(start + headers)
                .putLong(64)
                .putLong(0)
                .putInt(0)
                .putShort((short) 64)
                .putShort((short) 56)
                .putShort((short) 1)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) 0)
                .putInt(1)
                .putInt(5)
                .putLong(0)
                .putLong(start)
                .putLong(start)
                .putLong(headers + code.length)
                .putLong(headers + code.length)
                .putLong(4096)
                .put(code)
                .array();
    }

    /** What is open is what it prints to, and the directory that is being listed. */
    @ParameterizedTest
    @EnumSource(Runner.class)
    void noDescriptorOfTheProgrammerIsHandedOn(Runner runner) throws Exception {
        run(runner, "exec ls /proc/self/fd");

        assertThat(lines).containsExactly("0", "1", "2", "3");
    }

    @ParameterizedTest
    @EnumSource(Runner.class)
    void theUserIsTheSameOnEveryMachine(Runner runner) throws Exception {
        run(
                runner,
                """
                id -u; id -un; id -g; id -gn
                getent passwd codefleet
                echo ~codefleet
                touch mine; stat -c %U:%G mine .
                grep -c . /etc/passwd
                if (echo x >>/etc/passwd) 2>/dev/null; then echo written; fi
                if (echo x >>/etc/group) 2>/dev/null; then echo written; fi
                """);

        assertThat(lines)
                .containsExactly(
                        "1000",
                        "codefleet",
                        "1000",
                        "codefleet",
                        "codefleet:x:1000:1000:Codefleet attempt:/codefleet/home:/bin/sh",
                        "/codefleet/home",
                        "codefleet:codefleet",
                        "codefleet:codefleet",
                        "3");
        var outside = Files.getAttribute(temporary.resolve("work/mine"), "unix:uid");
        assertThat(outside).isEqualTo(Files.getAttribute(temporary.resolve("work"), "unix:uid"));
    }

    /**
     * The same attempts with a network show that what is tried can be reached. A datagram's address
     * outside needs a route alone; nothing is sent.
     */
    @ParameterizedTest
    @MethodSource("heldNetworks")
    void withoutANetworkNothingOfTheMachineIsReached(Runner runner, NetworkMode network)
            throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/perl")), "perl makes the sockets");
        var name = "codefleet-test-" + UUID.randomUUID();
        try (var port = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
                var _ = new AbstractSocket(name)) {
            var script = REACHING.formatted(port.getLocalPort(), name);

            assertThat(runIn(sandbox(runner, NetworkMode.FULL), script))
                    .isEqualTo(new ProcessEnd.Exited(0));
            assertThat(lines)
                    .contains("port reached", "mapped reached", "abstract reached", "own taken");
            lines.clear();
            assertThat(runIn(sandbox(runner, network), script)).isEqualTo(new ProcessEnd.Exited(0));
        }

        assertThat(lines)
                .contains("port ECONNREFUSED", "mapped ECONNREFUSED", "abstract ECONNREFUSED")
                .contains("metadata ENETUNREACH", "datagram ENETUNREACH")
                .contains("own free", "itself reached", "interfaces lo")
                .filteredOn(line -> line.endsWith(" reached"))
                .containsExactly("itself reached");
    }

    @ParameterizedTest
    @MethodSource("heldNetworks")
    void twoListenOnTheSamePortAtOnce(Runner runner, NetworkMode network) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/perl")), "perl makes the sockets");
        var sandbox = sandbox(runner, network);
        var listen =
                """
                perl -MSocket -e 'socket(S, AF_INET, SOCK_STREAM, 0);
                    bind(S, pack_sockaddr_in(8080, INADDR_ANY)) and listen(S, 1) or die "taken: $!";
                    open(F, ">", $ARGV[0]) and close(F);
                    select(undef, undef, undef, 0.02) until -e $ARGV[1]' %s %s && echo both
                """;

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> runIn(sandbox, listen.formatted("first", "second")));
            var second = threads.submit(() -> runIn(sandbox, listen.formatted("second", "first")));

            assertThat(first.get()).isEqualTo(new ProcessEnd.Exited(0));
            assertThat(second.get()).isEqualTo(new ProcessEnd.Exited(0));
        }

        assertThat(lines).containsExactly("both", "both");
    }

    /** A Unix socket without a file, which a process of its own listens on. */
    private static final class AbstractSocket implements AutoCloseable {
        private final Process listener;

        AbstractSocket(String name) throws IOException {
            var script =
                    "socket(S, AF_UNIX, SOCK_STREAM, 0);"
                            + " bind(S, pack_sockaddr_un(\"\\0$ARGV[0]\")) and listen(S, 9) or die;"
                            + " print \"ready\\n\"; <STDIN>";
            listener =
                    new ProcessBuilder("perl", "-MSocket", "-e", "$| = 1;" + script, name)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            assertThat(listener.inputReader().readLine()).isEqualTo("ready");
        }

        @Override
        public void close() {
            listener.destroyForcibly();
        }
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
                        null,
                        null);
        var stop = new StopSignal(Ticker.system(), Duration.ofMinutes(1));
        try (var none = new DeadMansSwitch(Optional.empty());
                var processes =
                        new ProcessRunner(
                                sandbox,
                                none,
                                Sandboxes.noLimits(),
                                Duration.ofMinutes(1),
                                Duration.ZERO,
                                Ticker.system())) {
            return processes.run(launch, lines::add, stop);
        }
    }

    private Sandbox sandbox(Runner runner) throws Exception {
        return sandbox(runner, NetworkMode.FULL);
    }

    private Sandbox sandbox(Runner runner, NetworkMode network) throws Exception {
        var bwrap = SandboxChoice.find("bwrap", System.getenv("PATH")).orElseThrow();
        var isRoot = Integer.valueOf(0).equals(Files.getAttribute(temporary, "unix:uid"));
        var program = runner == Runner.ORDINARY_USER && isRoot ? asOrdinaryUser(bwrap) : bwrap;
        var settings =
                new SandboxSettings(
                        List.of(), ProcessLimits.NONE, SHARED_MEMORY_BYTES, network, temporary);
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (var directory : places()) {
            Files.createDirectories(directory);
            if (program != bwrap) {
                Files.setAttribute(directory, "unix:uid", ORDINARY_USER);
                Files.setAttribute(directory, "unix:gid", ORDINARY_USER);
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
                """
                #!/bin/sh
                for one; do case $one in */egress) test -S "$one" && chown %1$d "$one";; esac; done
                exec setpriv --reuid=%1$d --regid=%1$d --clear-groups %2$s "$@"
                """
                        .formatted(ORDINARY_USER, bwrap));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script;
    }
}
