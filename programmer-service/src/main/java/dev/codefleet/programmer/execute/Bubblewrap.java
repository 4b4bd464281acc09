package dev.codefleet.programmer.execute;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs commands in bubblewrap: the system read-only, the attempt's directories writable, nothing
 * else of the machine's files, and process, IPC and host names of its own. The network is the
 * machine's, or a loopback interface of its own, with or without a way to the programmer's proxy.
 *
 * <p>The attempt's directories have short and fixed places: a Unix socket in one with a long path
 * cannot be made, and what a build remembers of its paths holds for the next attempt too. All else
 * has the same path inside and outside, so that the alternates of a clone hold.
 */
public final class Bubblewrap implements Sandbox {
    /**
     * What makes up the system. {@code /home}, {@code /root}, {@code /var} and {@code /srv} do not.
     */
    private static final List<Path> SYSTEM =
            List.of(
                    Path.of("/usr"),
                    Path.of("/bin"),
                    Path.of("/sbin"),
                    Path.of("/lib"),
                    Path.of("/lib32"),
                    Path.of("/lib64"),
                    Path.of("/etc"),
                    Path.of("/opt"),
                    Path.of("/nix/store"));

    /**
     * Secrets of the system that a programmer run as root could hand on. Those that it cannot read
     * itself are left as they are: each costs a mount per process.
     */
    private static final List<Path> HIDDEN_FILES =
            List.of(
                    Path.of("/etc/shadow"),
                    Path.of("/etc/shadow-"),
                    Path.of("/etc/gshadow"),
                    Path.of("/etc/gshadow-"),
                    Path.of("/etc/sudoers"));

    private static final List<Path> HIDDEN_DIRECTORIES =
            List.of(Path.of("/etc/ssh"), Path.of("/etc/ssl/private"), Path.of("/etc/sudoers.d"));

    private static final Path PROC = Path.of("/proc");
    private static final String FILTER_DESCRIPTOR = "9";

    /**
     * What is hidden of {@code /proc} although anybody may read it: keyrings, which are in no
     * namespace, and where the kernel's code lies.
     */
    private static final Set<String> HIDDEN_OF_PROC = Set.of("keys", "key-users", "kallsyms");

    private static final Set<PosixFilePermission> WRITE =
            EnumSet.of(
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.OTHERS_WRITE);

    /**
     * Opens the filter for bubblewrap, which takes an open file: Java hands none on to what it
     * starts.
     */
    private static final List<String> WITH_FILTER =
            List.of("/bin/sh", "-c", "exec \"$@\" " + FILTER_DESCRIPTOR + "<\"$0\"");

    private static final Path INNER_WORK = Path.of("/codefleet/work");
    static final Path INNER_HOME = Path.of("/codefleet/home");
    private static final Path INNER_SCRIPTS = Path.of("/codefleet/scripts");
    private static final Path INNER_TEMPORARY = Path.of("/tmp");

    /**
     * The first process within. When it ends, the kernel ends all others and lets bubblewrap see
     * the end only then; bubblewrap's own first process reports earlier. The command is not the
     * first process itself, for that one is spared signals that a program may send itself. The
     * second command keeps the shell from becoming the first.
     *
     * <p>Asked to end, the command may go before what it has started, which has been asked too and
     * has the same grace: then it stays until it is alone.
     */
    private static final String STAYS_TO_THE_END =
            "while [ -e \"$TMPDIR/"
                    + ENDING
                    + "\" ] && kill -s 0 -- -1; do sleep 0.05 || break; done; exit $code";

    private final List<String> start;
    private final List<String> system;
    private final List<String> firstProcess;
    private final NetworkMode network;

    /** A protection that an old bubblewrap, or some machine, does not have. */
    enum Measure {
        /**
         * The same ordinary user inside, whoever runs the programmer, in a user namespace of its
         * own.
         */
        OWN_USER("attempts have the programmer's own user"),

        /** The kernel's own count of user namespaces is used up. */
        NO_USER_NAMESPACES("the kernel does not count user namespaces of attempts"),

        /** Calls that reach for the kernel are refused. */
        SYSTEM_CALL_FILTER("system calls are not filtered"),

        /** {@code /dev/shm} has a size of its own. */
        BOUNDED_SHARED_MEMORY("/dev/shm is not bounded");

        /** What holds without it, as a part of a sentence. */
        final String without;

        Measure(String without) {
            this.without = without;
        }
    }

    /**
     * @param program the {@code bwrap} program
     * @param measures that it takes
     */
    Bubblewrap(Path program, SandboxSettings settings, SandboxFiles files, Set<Measure> measures) {
        this.start = start(program, files, measures);
        this.system = system(settings, files, measures);
        this.network = settings.network();
        var plain = settings.limits().commands() + RUN_ARGUMENTS;
        var script =
                settings.network() == NetworkMode.RESTRICTED
                        ? ProxyForwarder.start(ProxyForwarder.find().orElseThrow())
                                + plain
                                + ProxyForwarder.END
                                + STAYS_TO_THE_END
                        : plain + STAYS_TO_THE_END;
        this.firstProcess = List.of("/bin/sh", "-c", script, "sh");
    }

    @Override
    public String isolation() {
        return "bubblewrap";
    }

    @Override
    public String network() {
        return network.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public List<String> commandLine(
            List<String> argv, Confinement confinement, @Nullable Path egress) {
        var line = new ArrayList<>(start);
        line.addAll(system);
        bind(line, "--bind", confinement.temporary(), INNER_TEMPORARY);
        for (var path : confinement.readable()) {
            bind(line, "--ro-bind", path, path);
        }
        var scripts = confinement.scripts();
        if (scripts != null) {
            bind(line, "--ro-bind", scripts, INNER_SCRIPTS);
        }
        if (egress != null) {
            // Whoever may see a socket may connect to it, read-only or not.
            bind(line, "--ro-bind", egress, ProxyForwarder.INNER_SOCKET);
        }
        bind(line, "--bind", confinement.home(), INNER_HOME);
        bind(line, "--bind", confinement.work(), INNER_WORK);
        line.addAll(List.of("--remount-ro", "/", "--chdir", INNER_WORK.toString(), "--"));
        line.addAll(firstProcess);
        line.addAll(argv);
        return line;
    }

    @Override
    public boolean endsLast() {
        return true;
    }

    /** The session is that of a process within. */
    @Override
    public boolean givesSession() {
        return false;
    }

    @Override
    public Path inside(Confinement confinement, Path path) {
        var places =
                Map.of(
                        confinement.work(), INNER_WORK,
                        confinement.home(), INNER_HOME,
                        confinement.temporary(), INNER_TEMPORARY);
        var scripts = confinement.scripts();
        if (scripts != null && path.startsWith(scripts)) {
            return INNER_SCRIPTS.resolve(scripts.relativize(path));
        }
        return places.entrySet().stream()
                .filter(place -> path.startsWith(place.getKey()))
                .findAny()
                .map(place -> place.getValue().resolve(place.getKey().relativize(path)))
                .orElse(path);
    }

    private static List<String> start(Path program, SandboxFiles files, Set<Measure> measures) {
        var line = new ArrayList<String>();
        if (!measures.contains(Measure.SYSTEM_CALL_FILTER)) {
            line.add(program.toString());
            return List.copyOf(line);
        }
        line.addAll(WITH_FILTER);
        line.add(files.filter().orElseThrow().toString());
        line.addAll(List.of(program.toString(), "--seccomp", FILTER_DESCRIPTOR));
        return List.copyOf(line);
    }

    private static List<String> system(
            SandboxSettings settings, SandboxFiles files, Set<Measure> measures) {
        var line =
                new ArrayList<>(
                        List.of(
                                "--unshare-pid",
                                "--as-pid-1",
                                "--unshare-ipc",
                                "--unshare-uts",
                                "--die-with-parent",
                                "--new-session",
                                "--cap-drop",
                                "ALL"));
        if (settings.network() != NetworkMode.FULL) {
            // Bubblewrap turns on the loopback interface, and fails where it cannot.
            line.add("--unshare-net");
        }
        for (var path : SYSTEM) {
            addSystem(line, path);
        }
        for (var path : HIDDEN_FILES) {
            if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && Files.isReadable(path)) {
                bind(line, "--ro-bind", Path.of("/dev/null"), path);
            }
        }
        for (var path : HIDDEN_DIRECTORIES) {
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) && Files.isReadable(path)) {
                line.addAll(List.of("--tmpfs", path.toString(), "--remount-ro", path.toString()));
            }
        }
        if (measures.contains(Measure.OWN_USER)) {
            addUser(line, files);
        }
        if (measures.contains(Measure.NO_USER_NAMESPACES)) {
            line.add("--disable-userns");
        }
        addResolver(line);
        line.addAll(List.of("--dev", "/dev"));
        if (measures.contains(Measure.BOUNDED_SHARED_MEMORY) && settings.sharedMemoryBytes() > 0) {
            line.addAll(List.of("--size", Long.toString(settings.sharedMemoryBytes())));
        }
        line.addAll(List.of("--tmpfs", "/dev/shm", "--remount-ro", "/dev"));
        addProcesses(line);
        line.addAll(List.of("--symlink", "../tmp", "/var/tmp"));
        for (var path : settings.readable()) {
            if (Files.exists(path)) {
                bind(line, "--ro-bind", path, path);
            }
        }
        return List.copyOf(line);
    }

    /**
     * A {@code /proc} of the attempt's processes in which the machine's own settings are read-only,
     * and what only root may read or write is hidden. To root all this is open without any
     * capability, and bubblewrap's own cover misses what lies in a directory that root cannot
     * write.
     */
    private static void addProcesses(List<String> line) {
        line.addAll(List.of("--proc", PROC.toString()));
        try (var entries = Files.newDirectoryStream(PROC)) {
            for (var entry : entries) {
                addMachine(line, entry);
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw new IllegalStateException("Cannot list " + PROC, e);
        }
    }

    private static void addMachine(List<String> line, Path entry) throws IOException {
        var name = entry.getFileName().toString();
        if (Character.isDigit(name.charAt(0)) || Files.isSymbolicLink(entry)) {
            return;
        }
        var attributes =
                Files.readAttributes(entry, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        var permissions = attributes.permissions();
        var isOpen = Files.isReadable(entry) || Files.isWritable(entry);
        if (attributes.isDirectory()) {
            bind(line, "--ro-bind", entry, entry);
        } else if (HIDDEN_OF_PROC.contains(name)
                || (isOpen && !permissions.contains(PosixFilePermission.OTHERS_READ))) {
            // Without rights of a device it cannot even be opened.
            bind(line, "--ro-bind", Path.of("/dev/null"), entry);
        } else if (permissions.stream().anyMatch(WRITE::contains)) {
            bind(line, "--ro-bind", entry, entry);
        }
    }

    private static void addSystem(List<String> line, Path path) {
        if (Files.isSymbolicLink(path)) {
            try {
                var target = Files.readSymbolicLink(path);
                line.addAll(List.of("--symlink", target.toString(), path.toString()));
            } catch (IOException e) {
                throw new IllegalStateException("Cannot read the link " + path, e);
            }
        } else if (Files.isDirectory(path)) {
            bind(line, "--ro-bind", path, path);
        }
    }

    /** A user whose name and home programs find, as the JVM does, and no other of the machine. */
    private static void addUser(List<String> line, SandboxFiles files) {
        var id = Integer.toString(SandboxFiles.ID);
        line.addAll(List.of("--unshare-user", "--uid", id, "--gid", id));
        var own = Map.of("/etc/passwd", files.passwd(), "/etc/group", files.group());
        own.forEach((name, file) -> {
            var path = Path.of(name);
            if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                bind(line, "--ro-bind", file, path);
            }
        });
    }

    /**
     * Where {@code /etc/resolv.conf} leads out of {@code /etc}, names would not resolve without it.
     */
    private static void addResolver(List<String> line) {
        var resolver = Path.of("/etc/resolv.conf");
        try {
            var real = resolver.toRealPath();
            if (!real.startsWith("/etc")) {
                bind(line, "--ro-bind", real, real);
            }
        } catch (IOException _) {
            // No resolver outside is none inside.
            return;
        }
    }

    private static void bind(List<String> line, String how, Path from, Path to) {
        line.add(how);
        line.add(from.toString());
        line.add(to.toString());
    }
}
