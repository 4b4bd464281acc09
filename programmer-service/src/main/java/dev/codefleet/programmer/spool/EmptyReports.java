package dev.codefleet.programmer.spool;

import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.AttemptId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The last reports of attempts without work, until they are acknowledged. They are not worth the
 * disk: an attempt that is forgotten here is made again for nothing. Safe for use by many threads.
 */
final class EmptyReports {
    private final int max;
    private final Map<AttemptId, Report> reports = new LinkedHashMap<>();

    EmptyReports(int max) {
        this.max = max;
    }

    synchronized void add(Report report) {
        reports.put(report.attempt(), report);
        if (reports.size() > max) {
            reports.remove(reports.keySet().iterator().next());
        }
    }

    synchronized Optional<Report> find(AttemptId attempt) {
        return Optional.ofNullable(reports.get(attempt));
    }

    /** Forgets a report, and says whether it was here. */
    synchronized boolean remove(AttemptId attempt) {
        return reports.remove(attempt) != null;
    }

    synchronized List<Report> all() {
        return List.copyOf(reports.values());
    }
}
