package dev.codefleet.programmer.spool;

import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The attempts that wait for their acknowledgement: on disk, or in memory where there was nothing
 * to do. Safe for use by many threads.
 */
public final class EndedAttempts {
    private static final int MAX_EMPTY_REPORTS = 2_000;

    private static final long REPORT_AFTER_ACCEPTED = 2;

    private final Reports spool;
    private final int maxReports;
    private final EmptyReports empty = new EmptyReports(MAX_EMPTY_REPORTS);
    private final Map<AttemptId, CompletableFuture<Void>> told = new ConcurrentHashMap<>();

    /**
     * @param maxReports that may be in the spool before attempts with work are refused
     */
    public EndedAttempts(Reports spool, int maxReports) {
        this.spool = spool;
        this.maxReports = maxReports;
    }

    public int maxReports() {
        return maxReports;
    }

    /** Whether too many reports wait for more to be made. */
    public boolean isFull() {
        return spool.size() >= maxReports;
    }

    /** Keeps the report of an attempt without work. */
    public Spool.Finished addEmpty(Report report) {
        empty.add(report);
        return new Spool.Finished(REPORT_AFTER_ACCEPTED, report);
    }

    /**
     * The report of an attempt; empty if none is kept.
     *
     * @throws UncheckedIOException if its report cannot be read
     */
    public Optional<Spool.Finished> find(AttemptId id) {
        var report = empty.find(id);
        if (report.isPresent()) {
            return Optional.of(new Spool.Finished(REPORT_AFTER_ACCEPTED, report.get()));
        }
        return spool.find(id);
    }

    /** The bundle that an attempt ended with, if it has one. */
    public Optional<Path> bundle(AttemptId id) {
        return spool.bundle(id);
    }

    /** The whole log of an attempt, if its report has only a part. */
    public Optional<Path> log(AttemptId id) {
        return spool.log(id);
    }

    /** How each of them ended. */
    public Stream<Map.Entry<AttemptId, AttemptState>> states() {
        Map<AttemptId, AttemptState> ended = new LinkedHashMap<>(spool.finished());
        empty.all().forEach(report -> ended.put(report.attempt(), report.state()));
        return ended.entrySet().stream();
    }

    /** Forgets an attempt if it had no work, and says whether it did; costs no disk. */
    public boolean forgetEmpty(AttemptId id) {
        return empty.remove(id);
    }

    /**
     * Forgets an attempt; nothing when it is not here.
     *
     * @throws UncheckedIOException if its report cannot be deleted
     */
    public void forget(AttemptId id) {
        if (empty.remove(id)) {
            return;
        }
        try {
            spool.forget(id);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            taken(id);
        }
    }

    /** A manager is being sent the report: it will fetch what it needs, and acknowledge. */
    public void told(AttemptId id) {
        told.computeIfAbsent(id, _ -> new CompletableFuture<>());
        if (!spool.has(id)) {
            // It had no work, or was acknowledged before.
            taken(id);
        }
    }

    /** Completes when all reports that managers were told of until now are acknowledged. */
    public CompletableFuture<Void> allTaken() {
        return CompletableFuture.allOf(told.values().toArray(CompletableFuture[]::new));
    }

    private void taken(AttemptId id) {
        var waiting = told.remove(id);
        if (waiting != null) {
            waiting.complete(null);
        }
    }
}
