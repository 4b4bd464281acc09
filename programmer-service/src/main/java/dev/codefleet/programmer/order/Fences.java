package dev.codefleet.programmer.order;

import dev.codefleet.contract.job.JobId;
import java.util.LinkedHashMap;
import java.util.OptionalLong;

/**
 * The highest fence seen of each job, so that orders of a manager that has lost its lease are
 * refused. The jobs not heard of for longest are forgotten: the manager's own guarded writes still
 * refuse what such an order would bring. Not safe for use by threads.
 */
public final class Fences {
    private final int maxJobs;
    private final LinkedHashMap<JobId, Long> highest = new LinkedHashMap<>(16, 0.75f, true);

    public Fences(int maxJobs) {
        this.maxJobs = maxJobs;
    }

    /**
     * Looks at an order's fence and remembers it when it is not stale.
     *
     * @return the higher fence that was seen before, or empty when there is none
     */
    public OptionalLong check(JobId job, long fence) {
        var seen = highest.get(job);
        if (seen != null && seen > fence) {
            return OptionalLong.of(seen);
        }
        highest.put(job, fence);
        if (highest.size() > maxJobs) {
            highest.remove(highest.keySet().iterator().next());
        }
        return OptionalLong.empty();
    }
}
