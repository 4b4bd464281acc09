package dev.codefleet.manager.feed;

import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobId;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells whoever follows a job of each entry of its log, once it is committed. */
@Singleton
public class CommittedEvents {
    private final ConcurrentHashMap<JobId, List<Follower>> followers = new ConcurrentHashMap<>();

    /** Reads a job's log; neither method may block. */
    public interface Follower {
        void event(JobEvent event);

        /** The job is another manager's now, and nothing more is heard of it here. */
        default void moved() {}
    }

    /**
     * Follows a job from now on; what came before is in the database.
     *
     * @return ends the following
     */
    public Runnable follow(JobId job, Follower follower) {
        followers.compute(
                job,
                (_, list) -> {
                    var all = list == null ? new CopyOnWriteArrayList<Follower>() : list;
                    all.add(follower);
                    return all;
                });
        return () ->
                followers.computeIfPresent(
                        job,
                        (_, list) -> {
                            list.remove(follower);
                            return list.isEmpty() ? null : list;
                        });
    }

    public void publish(JobId job, JobEvent event) {
        var list = followers.get(job);
        if (list != null) {
            list.forEach(follower -> follower.event(event));
        }
    }

    /** The job is not worked on here any more, though it goes on. */
    public void moved(JobId job) {
        var list = followers.get(job);
        if (list != null) {
            list.forEach(Follower::moved);
        }
    }
}
