package dev.codefleet.manager.job;

import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobId;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Tells whoever follows a job of each entry of its log, once it is committed. */
@Singleton
public class JobEvents {
    private final ConcurrentHashMap<JobId, List<Consumer<JobEvent>>> followers =
            new ConcurrentHashMap<>();

    /**
     * Follows a job from now on; what came before is in the database.
     *
     * @param follower must not block
     * @return ends the following
     */
    public Runnable follow(JobId job, Consumer<JobEvent> follower) {
        followers.compute(
                job,
                (id, list) -> {
                    var all = list == null ? new CopyOnWriteArrayList<Consumer<JobEvent>>() : list;
                    all.add(follower);
                    return all;
                });
        return () ->
                followers.computeIfPresent(
                        job,
                        (id, list) -> {
                            list.remove(follower);
                            return list.isEmpty() ? null : list;
                        });
    }

    public void publish(JobId job, JobEvent event) {
        var list = followers.get(job);
        if (list != null) {
            list.forEach(follower -> follower.accept(event));
        }
    }
}
