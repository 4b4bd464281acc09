package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.job.Unschedulable;
import dev.codefleet.contract.plan.Executor;
import dev.codefleet.manager.programmers.ProgrammerPool;
import dev.codefleet.manager.schedule.ReadyQueue;
import dev.codefleet.manager.schedule.SubtaskDemand;
import dev.codefleet.web.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says of ready subtasks that nobody can take why they wait, and fails them when that has lasted
 * too long.
 *
 * <p>The time is kept per job and demand, not per subtask: it runs from when a subtask of the job
 * first waited in vain until somebody could take it. So a look costs O(jobs), never O(graph), and
 * one becoming ready late waits for what is left of it. What was said is in the job's row: whoever
 * takes the job over goes on counting, by its own clock, and leaves at least {@link #LEAST_LEFT}.
 *
 * <p>It belongs to the engine's thread.
 */
final class UnschedulableWork {
    /** A programmer that is restarted is no news. */
    static final Duration NOTICE = Duration.ofSeconds(5);

    /** A reason that changes, such as the number of those that are silent, is news that often. */
    static final Duration NEWS = Duration.ofSeconds(30);

    /** After a takeover, whatever the clocks say: the registries must have been heard by then. */
    static final Duration LEAST_LEFT = Duration.ofSeconds(30);

    /**
     * For so long a wait is remembered of which nothing waits: a job that was just taken over is
     * still being restored.
     */
    static final Duration MEMORY = Duration.ofMinutes(2);

    private static final int MOST_REASONS = 3;

    /** Of one job, with one demand. */
    private static final class Wait {
        final Instant since;
        final long sinceNanos;
        long waitedNanos;

        /** As it was told last; null before. */
        @Nullable Unschedulable told;

        long toldNanos;

        Wait(Instant since, long sinceNanos) {
            this.since = since;
            this.sinceNanos = sinceNanos;
            this.waitedNanos = sinceNanos;
        }
    }

    /** What waits of one job with one demand, wherever it waits. */
    private record Waiting(int subtasks, Work first) {
        Waiting and(Waiting more) {
            return new Waiting(subtasks + more.subtasks, first);
        }
    }

    private final HeldJobs jobs;
    private final ReadyQueue<Work> queue;
    private final ProgrammerPool pool;
    private final InFlightAttempts attempts;
    private final JobRecovery recovery;
    private final StateWriter states;
    private final JobLog log;
    private final JobRunner runs;
    private final BooleanSupplier mayDispatch;
    private final Duration timeout;
    private final Ticker ticker;
    private final InstantSource clock;
    private final Map<HeldJob, Map<SubtaskDemand, Wait>> waits = new HashMap<>();
    private volatile int subtasks;
    private volatile List<String> reasons = List.of();

    /**
     * @param timeout after which they fail; zero for never
     */
    UnschedulableWork(
            HeldJobs jobs,
            ReadyQueue<Work> queue,
            ProgrammerPool pool,
            InFlightAttempts attempts,
            JobRecovery recovery,
            StateWriter states,
            JobLog log,
            JobRunner runs,
            BooleanSupplier mayDispatch,
            Duration timeout,
            Ticker ticker,
            InstantSource clock) {
        this.jobs = jobs;
        this.queue = queue;
        this.pool = pool;
        this.attempts = attempts;
        this.recovery = recovery;
        this.states = states;
        this.log = log;
        this.runs = runs;
        this.mayDispatch = mayDispatch;
        this.timeout = timeout;
        this.ticker = ticker;
        this.clock = clock;
    }

    /** How many ready subtasks nobody can take, as of the last look. Any thread. */
    int subtasks() {
        return subtasks;
    }

    /** Their number and some of the reasons, as of the last look. Any thread. */
    Optional<String> summary() {
        var told = reasons;
        int waiting = subtasks;
        return told.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        (waiting == 1 ? "1 subtask" : waiting + " subtasks")
                                + " that nobody can take: "
                                + String.join(" ", told));
    }

    /** Looks at all that waits. To be called every second or so. */
    void look() {
        if (!mayDispatch.getAsBoolean()) {
            return;
        }
        long now = ticker.nanos();
        waits.keySet().removeIf(job -> !jobs.holds(job));
        var waiting = waiting();
        int number = 0;
        for (var job : List.copyOf(jobs.all())) {
            var ofJob = waiting.getOrDefault(job, Map.of());
            if (!job.isActive() || job.isEnding()) {
                waits.remove(job);
            } else if (!ofJob.isEmpty() || waits.containsKey(job) || !job.unschedulable.isEmpty()) {
                number += look(job, ofJob, now);
            }
        }
        subtasks = number;
        reasons =
                waits.values().stream()
                        .flatMap(each -> each.values().stream())
                        .flatMap(wait -> Optional.ofNullable(wait.told).stream())
                        .map(Unschedulable::reason)
                        .distinct()
                        .limit(MOST_REASONS)
                        .toList();
    }

    /** How many of the job's subtasks nobody can take. */
    private int look(HeldJob job, Map<SubtaskDemand, Waiting> waiting, long now) {
        var ofJob = waits.computeIfAbsent(job, this::restored);
        boolean isNews = false;
        int number = 0;
        for (var entry : Map.copyOf(ofJob).entrySet()) {
            var demand = entry.getKey();
            if (!waiting.containsKey(demand) && isForgotten(demand, entry.getValue(), now)) {
                isNews |= over(job, demand, ofJob);
            }
        }
        Map<SubtaskDemand, String> expired = new HashMap<>();
        for (var entry : waiting.entrySet()) {
            var demand = entry.getKey();
            var obstacle = pool.obstacle(demand, agent(entry.getValue().first()));
            if (obstacle.isEmpty()) {
                isNews |= over(job, demand, ofJob);
                continue;
            }
            number += entry.getValue().subtasks();
            var wait = ofJob.computeIfAbsent(demand, key -> new Wait(clock.instant(), now));
            wait.waitedNanos = now;
            var waited = Duration.ofNanos(now - wait.sinceNanos);
            if (timeout.isPositive() && waited.compareTo(timeout) >= 0) {
                expired.put(demand, obstacle.get());
            } else if (waited.compareTo(NOTICE) >= 0) {
                isNews |= tell(job, demand, obstacle.get(), wait, entry.getValue(), now);
            }
        }
        ofJob.keySet().removeAll(expired.keySet());
        if (isNews || !expired.isEmpty()) {
            job.unschedulable =
                    ofJob.values().stream()
                            .flatMap(wait -> Optional.ofNullable(wait.told).stream())
                            .toList();
            states.job(job, job.state);
        }
        expired.forEach((demand, reason) -> fail(job, demand, reason));
        return number;
    }

    private boolean isForgotten(SubtaskDemand demand, Wait wait, long now) {
        return pool.obstacle(demand, null).isEmpty() || now - wait.waitedNanos >= MEMORY.toNanos();
    }

    /** Whether there is something new. */
    private boolean over(HeldJob job, SubtaskDemand demand, Map<SubtaskDemand, Wait> ofJob) {
        var wait = ofJob.remove(demand);
        if (wait == null || wait.told == null) {
            return false;
        }
        log.schedulable(job, demand);
        return true;
    }

    /** Whether there is something new. */
    private boolean tell(
            HeldJob job,
            SubtaskDemand demand,
            String reason,
            Wait wait,
            Waiting waiting,
            long now) {
        var told = wait.told;
        var words = reason;
        boolean isNewReason = true;
        if (told != null) {
            boolean isDue = now - wait.toldNanos >= NEWS.toNanos();
            isNewReason = isDue && !told.reason().equals(reason);
            if (!isNewReason && told.subtasks() == waiting.subtasks()) {
                return false;
            }
            words = isNewReason ? reason : told.reason();
        }
        wait.told =
                new Unschedulable(
                        demand.lane(),
                        demand.executor(),
                        waiting.subtasks(),
                        waiting.first().key(),
                        words,
                        wait.since,
                        timeout.isPositive()
                                ? clock.instant().plus(timeout).minusNanos(now - wait.sinceNanos)
                                : null);
        if (isNewReason) {
            wait.toldNanos = now;
            log.unschedulable(job, wait.told);
        }
        return true;
    }

    private void fail(HeldJob job, SubtaskDemand demand, String reason) {
        var time = timeout.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
        var failure =
                Failure.of(
                        FailureReason.REFUSED, "Nobody could take it for " + time + ". " + reason);
        for (var flight : attempts.withdrawRefused(job, demand)) {
            states.ended(flight, AttemptState.LOST, failure);
            runs.unschedulable(job, flight.work, failure);
        }
        for (var awaited : recovery.withdraw(job, demand)) {
            states.vanished(job, awaited.attempt(), failure);
            runs.unschedulable(job, awaited.work(), failure);
        }
        queue.withdraw(job.id(), demand).forEach(work -> runs.unschedulable(job, work, failure));
    }

    /** O(jobs), not counting what programmers have refused, which is no more than their slots. */
    private Map<HeldJob, Map<SubtaskDemand, Waiting>> waiting() {
        Map<HeldJob, Map<SubtaskDemand, Waiting>> waiting = new HashMap<>();
        queue.waiting()
                .forEach(each -> {
                    var job = jobs.get(each.job());
                    if (job != null) {
                        add(waiting, job, each.demand(), each.subtasks(), each.first());
                    }
                });
        attempts.refused().forEach(each -> add(waiting, each.job, each.work.demand, 1, each.work));
        recovery.waiting()
                .forEach(each -> add(waiting, each.job(), each.work().demand, 1, each.work()));
        return waiting;
    }

    private static void add(
            Map<HeldJob, Map<SubtaskDemand, Waiting>> waiting,
            HeldJob job,
            SubtaskDemand demand,
            int subtasks,
            Work first) {
        waiting.computeIfAbsent(job, key -> new HashMap<>())
                .merge(demand, new Waiting(subtasks, first), Waiting::and);
    }

    /** What the job's last owner had told, with what is left of the time. */
    private Map<SubtaskDemand, Wait> restored(HeldJob job) {
        Map<SubtaskDemand, Wait> restored = new HashMap<>();
        var most = timeout.minus(LEAST_LEFT);
        for (var told : job.unschedulable) {
            var waited = Duration.between(told.since(), clock.instant());
            if (waited.compareTo(most) > 0 && timeout.isPositive()) {
                waited = most;
            }
            long nanos = waited.isPositive() ? waited.toNanos() : 0;
            var wait = new Wait(told.since(), ticker.nanos() - nanos);
            wait.waitedNanos = ticker.nanos();
            wait.told = told;
            wait.toldNanos = ticker.nanos();
            restored.put(new SubtaskDemand(told.lane(), told.executor()), wait);
        }
        return restored;
    }

    private static @Nullable String agent(Work work) {
        return work.spec.executor() instanceof Executor.Agent agent ? agent.agent() : null;
    }
}
