package dev.codefleet.manager.job;

import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.sql.Queries;
import dev.codefleet.support.Json;
import dev.codefleet.web.Ticker;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * The managers' database in memory, behind the stores' own methods. It must do what PostgreSQL does
 * with the stores' statements: {@code SameGuardsTest} runs both side by side.
 */
public final class SimulatedDatabase {
    private static final DataSource NOTHING_BENEATH =
            (DataSource)
                    Proxy.newProxyInstance(
                            DataSource.class.getClassLoader(),
                            new Class<?>[] {DataSource.class},
                            (_, _, _) -> {
                                throw new SQLException("a store's method is not simulated");
                            });

    /** Between a store and the rows: refuses, or loses an answer. */
    public interface Way {
        <T> T through(Work<T> work) throws SQLException;
    }

    /** What a transaction does. */
    public interface Work<T> {
        T run() throws SQLException;
    }

    /** Told of every job of which a transaction has written. */
    public interface Witness {
        /**
         * A transaction was committed.
         *
         * @param ended the attempts that this transaction has ended
         */
        void committed(StoredJob before, StoredJob after, Map<AttemptId, AttemptState> ended);
    }

    private record Lease(long fence, long expiresAt) {}

    private final Ticker clock;
    private final Way way;
    private final Witness witness;
    private final Map<String, Lease> leases = new HashMap<>();
    private final Map<JobId, JobRows> jobs = new TreeMap<>();
    private final Map<String, JobId> keys = new HashMap<>();
    private long lastFence;

    public SimulatedDatabase(Ticker clock, Way way, Witness witness) {
        this.clock = clock;
        this.way = way;
        this.witness = witness;
    }

    /** For stores of which every method that is used is overridden. */
    public static DataSource nothingBeneath() {
        return NOTHING_BENEATH;
    }

    public static Queries noQueries() {
        return new Queries(NOTHING_BENEATH, Json.mapper());
    }

    public BatchStore batches() {
        return new BatchStore(NOTHING_BENEATH, Json.mapper()) {
            @Override
            public Set<JobId> commit(Batch batch) throws SQLException {
                return way.through(() -> write(batch));
            }
        };
    }

    public StoredJobStore stored() {
        return new StoredJobStore(noQueries()) {
            @Override
            public Optional<StoredJob> load(JobId id) throws SQLException {
                return way.through(() -> look(id));
            }
        };
    }

    public JobStore jobs() {
        return new JobStore(NOTHING_BENEATH, Json.mapper(), noQueries()) {
            @Override
            public Acceptance accept(NewJob job, String owner, long fence) throws SQLException {
                return way.through(() -> insert(job, owner, fence));
            }
        };
    }

    /** What the rows of a job say, however the database is to be reached. */
    public Optional<StoredJob> look(JobId id) {
        return Optional.ofNullable(jobs.get(id)).map(JobRows::stored);
    }

    /** All jobs that have not ended. */
    public List<JobId> unfinished() {
        return jobs.values().stream()
                .filter(rows -> rows.finishedAt == null)
                .map(rows -> rows.job.id())
                .toList();
    }

    public String owner(JobId id) {
        return Objects.requireNonNull(jobs.get(id)).owner;
    }

    public long acquire(String manager, Duration time) throws SQLException {
        return way.through(() -> {
            leases.put(manager, new Lease(++lastFence, clock.nanos() + time.toNanos()));
            return lastFence;
        });
    }

    public boolean renew(String manager, long fence, Duration time) throws SQLException {
        return way.through(() -> {
            boolean isOurs = holds(manager, fence);
            if (isOurs) {
                leases.put(manager, new Lease(fence, clock.nanos() + time.toNanos()));
            }
            return isOurs;
        });
    }

    public boolean release(String manager, long fence) throws SQLException {
        return way.through(() -> {
            var lease = leases.get(manager);
            boolean isOurs = lease != null && lease.fence() == fence;
            if (isOurs) {
                leases.put(manager, new Lease(fence, clock.nanos()));
            }
            return isOurs;
        });
    }

    /** The jobs taken over, with their new fences. */
    public Map<JobId, Long> claim(String manager, long fence, Collection<Lane> lanes, int limit)
            throws SQLException {
        return way.through(() -> {
            var claimed = new LinkedHashMap<JobId, Long>();
            if (!holds(manager, fence)) {
                return claimed;
            }
            for (var rows : jobs.values()) {
                if (claimed.size() < limit && isFree(rows, manager, fence, lanes)) {
                    rows.owner = manager;
                    rows.fence = ++lastFence;
                    claimed.put(rows.job.id(), rows.fence);
                }
            }
            return claimed;
        });
    }

    public Map<JobId, Long> ours(String manager, long fence) throws SQLException {
        return way.through(() -> {
            var ours = new LinkedHashMap<JobId, Long>();
            for (var rows : jobs.values()) {
                if (rows.owner.equals(manager) && rows.fence > fence && rows.finishedAt == null) {
                    ours.put(rows.job.id(), rows.fence);
                }
            }
            return ours;
        });
    }

    private boolean holds(String manager, long fence) {
        var lease = leases.get(manager);
        return lease != null && lease.fence() == fence && lease.expiresAt() > clock.nanos();
    }

    private boolean isFree(JobRows rows, String manager, long fence, Collection<Lane> lanes) {
        if (rows.finishedAt != null || !lanes.contains(rows.job.lane())) {
            return false;
        }
        if (rows.owner.equals(manager)) {
            return rows.fence < fence;
        }
        var lease = leases.get(rows.owner);
        return lease == null || lease.expiresAt() < clock.nanos();
    }

    private JobStore.Acceptance insert(NewJob job, String owner, long fence) {
        var earlier = job.idempotencyKey() == null ? null : keys.get(job.idempotencyKey());
        if (earlier != null) {
            var request = Objects.requireNonNull(jobs.get(earlier)).job.requestSha256();
            return Arrays.equals(request, job.requestSha256())
                    ? new JobStore.Acceptance.Replayed(earlier)
                    : new JobStore.Acceptance.KeyReused(earlier);
        }
        var rows = new JobRows(job, owner, fence, clock);
        for (var spec : job.plan().subtasks()) {
            var state =
                    spec.dependsOn().isEmpty()
                            ? new Subtask.Pending().ready().state()
                            : new Subtask.Pending().state();
            rows.subtasks.add(new StoredJob.StoredSubtask(spec, state, 0, 0, 0, null, null, null));
        }
        jobs.put(job.id(), rows);
        if (job.idempotencyKey() != null) {
            keys.put(job.idempotencyKey(), job.id());
        }
        return new JobStore.Acceptance.Accepted();
    }

    private Set<JobId> write(Batch batch) throws SQLException {
        var notOurs = new HashSet<JobId>();
        var before = new LinkedHashMap<JobId, JobRows>();
        batch.fences()
                .forEach((id, fence) -> {
                    var rows = jobs.get(id);
                    if (rows == null || rows.fence != fence) {
                        notOurs.add(id);
                    } else {
                        before.put(id, rows.copy());
                    }
                });
        try {
            write(batch, before.keySet());
        } catch (SQLException refused) {
            jobs.putAll(before);
            throw refused;
        }
        before.forEach((id, was) -> {
            var is = Objects.requireNonNull(jobs.get(id));
            witness.committed(was.stored(), is.stored(), was.endedSince(is));
        });
        return notOurs;
    }

    /** In the order of {@link BatchStore}'s statements. */
    private void write(Batch batch, Set<JobId> ours) throws SQLException {
        for (var each : ours(batch.attempts(), ours)) {
            rows(each).change(each);
        }
        for (var each : ours(batch.started(), ours)) {
            rows(each).start(each);
        }
        for (var each : ours(batch.moved(), ours)) {
            rows(each).move(each);
        }
        for (var each : ours(batch.subtasks(), ours)) {
            rows(each).change(each);
        }
        for (var each : ours(batch.jobs(), ours)) {
            rows(each).change(each);
        }
        for (var each : ours(batch.events(), ours)) {
            rows(each).lastSeq = Math.max(rows(each).lastSeq, each.event().seq());
        }
    }

    private JobRows rows(Change change) {
        return Objects.requireNonNull(jobs.get(change.job()));
    }

    private static <T extends Change> List<T> ours(Collection<T> changes, Set<JobId> ours) {
        var kept = new ArrayList<T>(changes);
        kept.removeIf(change -> !ours.contains(change.job()));
        return kept;
    }
}
