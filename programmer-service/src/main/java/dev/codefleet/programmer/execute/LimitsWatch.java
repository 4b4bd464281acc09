package dev.codefleet.programmer.execute;

import dev.codefleet.programmer.trust.StopReason;
import dev.codefleet.programmer.trust.StopSignal;
import dev.codefleet.support.DiskUse;
import dev.codefleet.web.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jboss.logging.Logger;

/**
 * Stops attempts whose processes take more together than they may: looks once a second through all
 * processes of the machine, for all attempts in one go, and at their files. Safe for use by many
 * threads.
 *
 * <p>Which processes are an attempt's: the descendants of the one that was started, what is in its
 * session, and what was either at an earlier look and still lives. Without {@code /proc} only files
 * are looked at.
 *
 * <p>A walk through many files takes its time. It is not begun anew before twenty times as long has
 * passed, so that all looks take a twentieth of a processor at most.
 */
public final class LimitsWatch implements AutoCloseable {
    /** What receipts say of how the limits are held. */
    public static final String HELD_BY = "a look each second";

    private static final Logger LOG = Logger.getLogger(LimitsWatch.class);
    private static final long INTERVAL_MILLIS = 1_000;
    private static final int REST = 20;
    private static final Path PROC = Path.of("/proc");
    private static final List<String> RESIDENT = List.of("RssAnon:", "RssShmem:", "VmSwap:");
    private static final List<String> PROPORTIONAL = List.of("Pss_Anon:", "Pss_Shmem:", "SwapPss:");

    private final AttemptLimits limits;
    private final Ticker ticker;
    private final Set<Watched> all = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService threads;

    /** Looks at nothing until {@link #start}. */
    public LimitsWatch(AttemptLimits limits, Ticker ticker) {
        this.limits = limits;
        this.ticker = ticker;
        // A long walk through files keeps no look at processes waiting.
        this.threads =
                Executors.newScheduledThreadPool(
                        2, Thread.ofPlatform().daemon().name("limits-", 0).factory());
    }

    /** The limits that it holds. */
    public AttemptLimits limits() {
        return limits;
    }

    /** Begins to look, until this is closed. */
    public LimitsWatch start() {
        every(this::lookAtProcesses);
        every(this::lookAtFiles);
        return this;
    }

    private void every(Runnable look) {
        var unused =
                threads.scheduleWithFixedDelay(
                        () -> {
                            try {
                                look.run();
                            } catch (RuntimeException e) {
                                LOG.errorf(e, "A look at the limits of attempts failed");
                            }
                        },
                        INTERVAL_MILLIS,
                        INTERVAL_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    /** One process tree that is being looked at, until it is closed. */
    final class Watched implements AutoCloseable {
        private final long root;
        private final boolean hasSession;
        private final Confinement where;
        private final StopSignal stop;
        private final Map<Long, Long> members = new HashMap<>();
        private long filesDueNanos;

        private Watched(long root, boolean hasSession, Confinement where, StopSignal stop) {
            this.root = root;
            this.hasSession = hasSession;
            this.where = where;
            this.stop = stop;
            this.filesDueNanos = ticker.nanos();
        }

        @Override
        public void close() {
            all.remove(this);
        }

        private void exceeded(String what, long taken, long limit, String setting) {
            stop.stop(
                    StopReason.LIMIT_EXCEEDED,
                    "Its %s, and at most %,d are allowed (codefleet.programmer.%s)."
                            .formatted(what.formatted(taken), limit, setting));
        }
    }

    /**
     * Begins to look at a process tree.
     *
     * @param hasSession whether the root leads a session
     */
    Watched watch(long root, boolean hasSession, Confinement where, StopSignal stop) {
        var watched = new Watched(root, hasSession, where, stop);
        all.add(watched);
        return watched;
    }

    /** One look at the processes of all trees. */
    void lookAtProcesses() {
        if (all.isEmpty() || (limits.memoryBytes() == 0 && limits.processes() == 0)) {
            return;
        }
        var seen = processes();
        var children = new HashMap<Long, Set<Long>>();
        var sessions = new HashMap<Long, Set<Long>>();
        seen.forEach((pid, process) -> {
            children.computeIfAbsent(process.parent(), _ -> new HashSet<>()).add(pid);
            sessions.computeIfAbsent(process.session(), _ -> new HashSet<>()).add(pid);
        });
        for (var one : all) {
            look(one, members(one, seen, children, sessions));
        }
    }

    private static Map<Long, ProcessStat> members(
            Watched one,
            Map<Long, ProcessStat> seen,
            Map<Long, Set<Long>> children,
            Map<Long, Set<Long>> sessions) {
        one.members
                .entrySet()
                .removeIf(known -> {
                    var now = seen.get(known.getKey());
                    return now == null || now.startTime() != known.getValue();
                });
        var found = new HashMap<Long, ProcessStat>();
        var open = new ArrayDeque<Long>();
        LongConsumer add =
                pid -> {
                    var process = seen.get(pid);
                    if (process != null && found.putIfAbsent(pid, process) == null) {
                        open.add(pid);
                    }
                };
        one.members.keySet().forEach(add::accept);
        add.accept(one.root);
        if (one.hasSession) {
            sessions.getOrDefault(one.root, Set.of()).forEach(add::accept);
        }
        while (!open.isEmpty()) {
            children.getOrDefault(open.remove(), Set.of()).forEach(add::accept);
        }
        found.forEach((pid, process) -> one.members.put(pid, process.startTime()));
        return found;
    }

    private void look(Watched one, Map<Long, ProcessStat> members) {
        var tasks = members.values().stream().mapToLong(ProcessStat::threads).sum();
        if (limits.processes() > 0 && tasks > limits.processes()) {
            one.exceeded(
                    "processes and their threads are %,d",
                    tasks, limits.processes(), "attempt-max-processes");
            return;
        }
        if (limits.memoryBytes() == 0) {
            return;
        }
        var most = members.keySet().stream().mapToLong(LimitsWatch::residentMemory).sum();
        if (most <= limits.memoryBytes()) {
            return;
        }
        // Pages that processes share were counted for each of them; this is exact, and dear.
        var bytes = members.keySet().stream().mapToLong(LimitsWatch::proportionalMemory).sum();
        if (bytes > limits.memoryBytes()) {
            one.exceeded(
                    "processes take %,d bytes of memory",
                    bytes, limits.memoryBytes(), "attempt-max-memory-bytes");
        }
    }

    private static long residentMemory(long pid) {
        return sum(kilobytes(pid, "status", RESIDENT));
    }

    /** Where a process or a kernel hides it, all that is resident: nothing that lives is free. */
    private static long proportionalMemory(long pid) {
        var parts = kilobytes(pid, "smaps_rollup", PROPORTIONAL);
        return parts.size() == PROPORTIONAL.size() ? sum(parts) : residentMemory(pid);
    }

    private static long sum(List<Long> kilobytes) {
        return kilobytes.stream().mapToLong(Long::longValue).sum() * 1024;
    }

    /** Some lines of a process's file, as far as they are there; none when it is gone. */
    private static List<Long> kilobytes(long pid, String file, List<String> names) {
        var path = PROC.resolve(Long.toString(pid)).resolve(file);
        // The name of a process is in it, in whatever bytes the process likes.
        try (var lines = Files.lines(path, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> names.stream().anyMatch(line::startsWith))
                    .map(line -> Long.valueOf(line.replaceAll("\\D", "")))
                    .toList();
        } catch (IOException | UncheckedIOException _) {
            return List.of();
        }
    }

    private static Map<Long, ProcessStat> processes() {
        var found = new HashMap<Long, ProcessStat>();
        var names = PROC.toFile().list();
        for (var name : names == null ? new String[0] : names) {
            if (Character.isDigit(name.charAt(0))) {
                var stat = ProcessTable.stat(name);
                if (!stat.state().isEmpty() && !stat.isZombie()) {
                    found.put(Long.valueOf(name), stat);
                }
            }
        }
        return found;
    }

    /** One look at the files of all trees that are due. */
    void lookAtFiles() {
        if (limits.bytes() == 0) {
            return;
        }
        for (var one : all) {
            var start = ticker.nanos();
            if (start - one.filesDueNanos < 0) {
                continue;
            }
            bytes(one.where)
                    .filter(bytes -> bytes > limits.bytes())
                    .ifPresent(bytes ->
                            one.exceeded(
                                    "files take %,d bytes",
                                    bytes, limits.bytes(), "attempt-max-bytes"));
            var now = ticker.nanos();
            one.filesDueNanos = now + REST * (now - start);
        }
    }

    private static Optional<Long> bytes(Confinement where) {
        try {
            var use = DiskUse.NOTHING;
            for (var part : List.of(where.work(), where.home(), where.temporary())) {
                use = use.plus(DiskUse.of(part));
            }
            return Optional.of(use.bytes());
        } catch (UncheckedIOException e) {
            LOG.debugf(e, "An attempt's files cannot be looked through: %s", where.work());
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
