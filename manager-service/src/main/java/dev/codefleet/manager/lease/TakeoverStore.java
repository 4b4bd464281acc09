package dev.codefleet.manager.lease;

import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.sql.Queries;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** Takes jobs over whose owner's lease has ended, in small batches. */
@Singleton
class TakeoverStore {
    /**
     * Jobs of our own earlier lives are ours at once; those of others when their lease has expired.
     * Each takes the next fence: our lease's own may be older than that of the manager they come
     * from, and programmers refuse what is older than what they have seen. Only a living lease may
     * claim.
     *
     * <p>A row that another claimer has just taken is looked at again when it is locked, but only
     * that row: its new owner would be judged by the lease of the old one. So the row must still be
     * the one that was {@code seen}.
     */
    private static final String CLAIM =
            """
            UPDATE job SET owner = ?, fence = nextval('fence') WHERE id = ANY (ARRAY(
                SELECT job.id FROM job JOIN job AS seen ON seen.id = job.id AND seen.fence = job.fence
                    LEFT JOIN manager ON manager.id = seen.owner
                WHERE job.finished_at IS NULL AND job.lane = ANY (string_to_array(?, ','))
                    AND ((job.owner = ? AND job.fence < ?)
                        OR (job.owner <> ? AND (manager.id IS NULL OR manager.expires_at < clock_timestamp())))
                    AND EXISTS (SELECT FROM manager AS us
                        WHERE us.id = ? AND us.fence = ? AND us.expires_at > clock_timestamp())
                ORDER BY job.id LIMIT ? FOR UPDATE OF job SKIP LOCKED))
            RETURNING id, fence\
            """;

    private static final String OURS =
            "SELECT id, fence FROM job WHERE owner = ? AND fence > ? AND finished_at IS NULL ORDER BY id";

    private final Queries query;

    TakeoverStore(Queries query) {
        this.query = query;
    }

    /**
     * A job that is ours now.
     *
     * @param fence under which it is held
     */
    record Claimed(JobId job, long fence) {}

    /**
     * Raises the fence of up to {@code limit} jobs that nobody holds, and returns them.
     *
     * @param fence of the manager's lease; nothing is claimed if that is over
     */
    List<Claimed> claim(String manager, long fence, Collection<Lane> lanes, int limit)
            throws SQLException {
        var names = String.join(",", lanes.stream().map(Lane::name).toList());
        return query.list(
                CLAIM,
                row -> new Claimed(new JobId(row.getString(1)), row.getLong(2)),
                manager,
                names,
                manager,
                fence,
                manager,
                manager,
                fence,
                limit);
    }

    /**
     * The unfinished jobs that were claimed under a lease, whether or not the claimer was told.
     *
     * @param fence of the manager's lease
     */
    List<Claimed> ours(String manager, long fence) throws SQLException {
        return query.list(
                OURS,
                row -> new Claimed(new JobId(row.getString(1)), row.getLong(2)),
                manager,
                fence);
    }
}
