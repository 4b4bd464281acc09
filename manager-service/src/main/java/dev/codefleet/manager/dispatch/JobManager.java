package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.Following;
import dev.codefleet.contract.job.Demand;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.ManagerConfig;
import dev.codefleet.manager.api.JobResults;
import dev.codefleet.manager.attest.JobSummaries;
import dev.codefleet.manager.engine.Committer;
import dev.codefleet.manager.engine.Engine;
import dev.codefleet.manager.feed.CommittedEvents;
import dev.codefleet.manager.feed.LiveLogs;
import dev.codefleet.manager.integrate.IntegrationFailed;
import dev.codefleet.manager.integrate.Integrator;
import dev.codefleet.manager.job.BatchStore;
import dev.codefleet.manager.job.JobHolder;
import dev.codefleet.manager.job.JobStore;
import dev.codefleet.manager.job.NewJob;
import dev.codefleet.manager.job.StoredJob;
import dev.codefleet.manager.job.StoredJobStore;
import dev.codefleet.manager.lease.ManagerLease;
import dev.codefleet.manager.lease.Takeover;
import dev.codefleet.manager.programmers.BundleClient;
import dev.codefleet.manager.programmers.OwnAttempts;
import dev.codefleet.manager.programmers.ProgrammerAddress;
import dev.codefleet.manager.programmers.ProgrammerCalls;
import dev.codefleet.manager.programmers.ProgrammerClient;
import dev.codefleet.manager.programmers.ProgrammerPool;
import dev.codefleet.manager.programmers.ProgrammerProbe;
import dev.codefleet.manager.programmers.ReportAcknowledgements;
import dev.codefleet.manager.schedule.ReadyQueue;
import dev.codefleet.manager.schedule.RetryPolicy;
import dev.codefleet.registryclient.PeerProofs;
import dev.codefleet.registryclient.view.Directory;
import dev.codefleet.web.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Manages the jobs of this process: puts together what works on them on the engine's thread, and
 * takes what other threads ask of them.
 */
public final class JobManager implements JobHolder, Takeover.Taker {
    private static final Logger LOG = Logger.getLogger(JobManager.class);

    /** Tasks that wait for the engine above which no jobs are accepted: it is behind already. */
    private static final int LONGEST_BACKLOG = 50_000;

    /** Jobs that wait for their repositories, as they are named among the manager's troubles. */
    private static final int MOST_WAITS = 5;

    private static final Duration LONGEST_CANCEL = Duration.ofSeconds(10);

    /** Where it keeps things, and whom it tells. */
    public record Parts(
            AgentId manager,
            BatchStore batches,
            ManagerLease lease,
            Integrator integrator,
            JobStore store,
            CommittedEvents events,
            LiveLogs logs,
            Environment environment,
            Limits limits) {}

    /**
     * What it runs on.
     *
     * @param proofs of who this manager is, for the programmers that it calls
     * @param onError ends this process: nobody else would notice that nothing goes on here
     */
    public record Environment(
            Vertx vertx,
            PeerProofs proofs,
            Ticker ticker,
            InstantSource clock,
            RandomGenerator random,
            MeterRegistry metrics,
            Consumer<Error> onError) {}

    /**
     * @param maxJobsPerCaller that one key may have; zero for no limit
     * @param unschedulableTimeout after which subtasks fail that nobody can take; zero for never
     * @param repositoryWaits between tries of a repository that is away
     */
    public record Limits(
            int maxJobs,
            int maxJobsPerCaller,
            int maxSubtasks,
            Duration unschedulableTimeout,
            BoundedRetries repositoryWaits) {
        /**
         * @throws IllegalArgumentException naming the setting that is out of bounds
         */
        public static Limits of(ManagerConfig config) {
            return new Limits(
                    config.maxJobs(),
                    config.maxJobsPerCaller(),
                    config.maxSubtasks(),
                    config.unschedulableTimeout(),
                    BoundedRetries.ofRepositories(config));
        }
    }

    final DroppedJobs dropped;
    final HeldJobs jobs;
    final ReadyQueue<Work> queue = new ReadyQueue<>();
    final Engine engine;
    final Committer committer;
    final ProgrammerPool pool;
    final Dispatcher dispatcher;
    final InFlightAttempts attempts;
    final JobCompletion completion;
    final JobRunner runs;
    final JobRecovery recovery;
    final JobRepositories repositories;
    final UnschedulableWork unschedulable;
    final ProgrammerClient client;
    final ReportAcknowledgements acknowledgements = new ReportAcknowledgements();
    final DispatchMetrics metrics;
    private final AgentId manager;
    private final ManagerLease lease;
    private final Limits limits;
    private final ExecutorService background;
    private volatile Runnable takeUp = () -> {};
    private final CommittedEvents events;
    private final LiveLogs logs;

    public JobManager(Parts parts) {
        manager = parts.manager();
        lease = parts.lease();
        limits = parts.limits();
        var calls = new ProgrammerCalls(parts.environment().vertx(), parts.environment().proofs());
        client = new ProgrammerClient(parts.environment().vertx(), calls);
        var bundles = new BundleClient(parts.environment().vertx(), calls);
        background = backgroundOf(parts.environment().onError());
        events = parts.events();
        logs = parts.logs();
        dropped = new DroppedJobs(parts.environment().ticker());
        metrics = new DispatchMetrics(parts.environment().metrics());
        committer =
                new Committer(
                        parts.batches(),
                        parts.lease()::isHeld,
                        this::abandon,
                        parts.environment().onError());
        engine =
                new Engine(
                        committer,
                        parts.environment().onError(),
                        parts.environment().vertx(),
                        parts.environment().ticker());
        var held = new ConcurrentHashMap<JobId, HeldJob>();
        var ours = new OwnAttempts(held::containsKey);
        pool = new ProgrammerPool(ours);
        attempts = new InFlightAttempts(pool);
        jobs =
                new HeldJobs(
                        held,
                        ours,
                        attempts,
                        queue,
                        engine,
                        events,
                        parts.logs(),
                        parts.environment().ticker());
        var log = new JobLog(engine, events, parts.environment().clock(), parts.manager().value());
        var states =
                new StateWriter(engine, log, parts.logs(), parts.environment().clock(), metrics);
        var work = new BlockingWork(engine, background, parts.limits().repositoryWaits(), log);
        repositories = new JobRepositories(parts.integrator(), parts.store(), work);
        completion =
                new JobCompletion(
                        states, log, queue, jobs, attempts, engine, repositories, client, metrics);
        runs =
                new JobRunner(
                        states,
                        log,
                        new RetryPolicy(parts.environment().random()),
                        parts.environment().clock(),
                        metrics,
                        completion,
                        jobs,
                        repositories);
        var outcomes =
                new AttemptOutcomes(
                        engine,
                        jobs,
                        attempts,
                        pool,
                        new ProgrammerProbe(pool, client, engine),
                        states,
                        log,
                        runs,
                        new ReportIntake(work, repositories, bundles),
                        acknowledgements,
                        parts.logs(),
                        metrics,
                        parts.environment().ticker());
        var orders =
                new OrderSender(
                        engine,
                        repositories,
                        bundles,
                        client,
                        acknowledgements,
                        outcomes,
                        parts.lease()::isHeld,
                        parts.environment().ticker(),
                        parts.manager());
        dispatcher =
                new Dispatcher(
                        engine,
                        states,
                        queue,
                        pool,
                        orders,
                        parts.lease()::isHeld,
                        parts.environment().ticker(),
                        metrics,
                        jobs,
                        attempts);
        engine.beforeCommit(dispatcher::pump);
        recovery =
                new JobRecovery(
                        engine,
                        jobs,
                        queue,
                        pool,
                        attempts,
                        orders,
                        runs,
                        completion,
                        repositories,
                        client,
                        parts.environment().ticker());
        unschedulable =
                new UnschedulableWork(
                        jobs,
                        queue,
                        pool,
                        attempts,
                        recovery,
                        states,
                        log,
                        runs,
                        parts.lease()::isHeld,
                        parts.limits().unschedulableTimeout(),
                        parts.environment().ticker(),
                        parts.environment().clock());
        publishFigures();
    }

    private static ExecutorService backgroundOf(Consumer<Error> onError) {
        var threads =
                Thread.ofVirtual()
                        .uncaughtExceptionHandler((thread, end) -> {
                            if (end instanceof Error error) {
                                onError.accept(error);
                            }
                        });
        return Executors.newThreadPerTaskExecutor(threads.factory());
    }

    private void publishFigures() {
        metrics.gauge("queue.depth", "Ready subtasks that wait for a slot", queue::size);
        metrics.gauge(
                "subtasks.unschedulable",
                "Ready subtasks that no programmer could take if all its slots were free",
                unschedulable::subtasks);
        metrics.gauge("attempts.flying", "Attempts under way", attempts::size);
        metrics.gauge("jobs.held", "Jobs that this manager works on", jobs::size);
        metrics.gauge(
                "jobs.mislaid", "Jobs given up here that wait to be taken up again", dropped::size);
        metrics.gauge("engine.backlog", "Tasks that wait for the engine", engine::backlog);
        metrics.gauge(
                "slots.free", "Slots that orders could go to, as far as is known", pool::freeSlots);
        metrics.gauge("slots.live", "All slots of live programmers", pool::liveSlots);
    }

    /**
     * Has jobs looked for at once that nobody holds, when somebody asks for it.
     *
     * @param look must not block
     */
    public void onTakeUp(Runnable look) {
        takeUp = look;
    }

    public void start() {
        committer.start();
        engine.start();
    }

    public void stop() throws InterruptedException {
        engine.stop();
        committer.stop();
        background.shutdownNow();
    }

    /**
     * A job is another manager's, or its rows refuse what memory says: forget it here, unless it
     * was taken up again under a newer fence since. Any thread.
     */
    void abandon(JobId id, long fence) {
        engine.executeBeforeWriting(() -> {
            var job = jobs.get(id);
            if (job == null) {
                // It had ended here, but not in its rows: that end must not be written either.
                engine.dropUpTo(id, fence);
                logs.moved(id);
                events.moved(id);
                dropped.add(id, fence);
            } else if (job.facts.fence() <= fence) {
                jobs.abandon(job);
                dropped.add(id, fence);
            }
        });
    }

    /** What its jobs wait for in vain, as sentences for people; empty for nothing. Any thread. */
    public String trouble() {
        var all = new ArrayList<String>();
        unschedulable.summary().ifPresent(all::add);
        jobs.all().stream()
                .flatMap(job ->
                        Stream.ofNullable(job.repositoryWaits.latest())
                                .map(failure ->
                                        "Job "
                                                + job.id()
                                                + " waits for its repository: "
                                                + failure.message().lines().findFirst().orElse("")))
                .limit(MOST_WAITS)
                .forEach(all::add);
        return String.join(" ", all);
    }

    /** Looks for subtasks that nobody can take. Any thread. */
    public void lookForUnschedulable() {
        engine.execute(unschedulable::look);
    }

    /** Tells programmers that reports are safe which no order has told of. Any thread. */
    public void acknowledge() {
        acknowledgements
                .drain()
                .forEach((programmer, attempts) ->
                        attempts.forEach(attempt -> client.acknowledge(programmer, attempt)));
    }

    /**
     * Has a programmer told that a report is safe, with the next order to it or by {@link
     * #acknowledge}. Any thread.
     */
    public void acknowledgeLater(ProgrammerAddress programmer, AttemptId attempt) {
        acknowledgements.add(programmer, attempt);
    }

    /** Attempts whose reports a programmer keeps until they are acknowledged. */
    public Future<List<AttemptId>> keptReports(ProgrammerAddress programmer) {
        return client.kept(programmer);
    }

    /** Makes the results of jobs that have ended, and has their summaries signed from now on. */
    public JobResults results(StoredJobStore stored, JobSummaries summaries) {
        var results = new ResultFiles(stored, repositories, summaries);
        completion.tellSuccesses(
                (job, head) -> background.execute(() -> summarize(results, job, head)));
        return results;
    }

    private static void summarize(ResultFiles results, HeldJob job, String head) {
        try {
            results.summarize(job, head);
        } catch (IntegrationFailed | RuntimeException failure) {
            // Whoever asks for the result has it made.
            LOG.warnf(
                    "a job's summary was not signed: job=%s cause=%s",
                    job.id(), failure.getMessage());
        }
    }

    /**
     * Has jobs taken up again that were dropped here although their rows may still say that they
     * are ours.
     */
    public void takeUpDropped(Takeover takeover) {
        // One that was found by other means is held already.
        dropped.takeDue().stream()
                .filter(each -> !jobs.contains(each.job()))
                .forEach(each -> takeover.takeUpAgain(each.job(), each.fence()));
    }

    /** Tells programmers which of their attempts are followed from here. Any thread. */
    public void tellFollowing() {
        engine.execute(() ->
                attempts.heard()
                        .forEach((programmer, heard) ->
                                client.following(programmer, new Following(heard))));
    }

    @Override
    public String manager() {
        return manager.value();
    }

    @Override
    public Optional<Long> fence() {
        int subtasks = jobs.all().stream().mapToInt(job -> job.graph.size()).sum();
        boolean isFull =
                jobs.size() >= limits.maxJobs()
                        || subtasks >= limits.maxSubtasks()
                        || engine.backlog() > LONGEST_BACKLOG;
        return isFull ? Optional.empty() : lease.fence();
    }

    @Override
    public boolean isFullFor(String key) {
        int most = limits.maxJobsPerCaller();
        return most > 0
                && jobs.all().stream()
                                .filter(job -> key.equals(job.facts.terms().submittedBy()))
                                .count()
                        >= most;
    }

    @Override
    public Optional<Long> leaseFence() {
        return lease.fence();
    }

    @Override
    public void begin(NewJob job, long fence) {
        engine.execute(() -> runs.begin(HeldJob.of(job, fence)));
    }

    @Override
    public void takeUp() {
        takeUp.run();
    }

    @Override
    public void unanswered(JobId job, long fence) {
        dropped.add(job, fence);
    }

    @Override
    public CompletionStage<Boolean> cancel(JobId id) {
        // The commit of a job that turns out to be another manager's is never told of.
        var done =
                new CompletableFuture<Boolean>()
                        .completeOnTimeout(false, LONGEST_CANCEL.toMillis(), TimeUnit.MILLISECONDS);
        engine.execute(() -> {
            var job = jobs.get(id);
            if (job == null) {
                done.complete(false);
            } else {
                completion.cancel(job);
                engine.publishAfterCommit(id, () -> done.complete(true));
            }
        });
        return done;
    }

    @Override
    public CompletionStage<Demand> demand() {
        var done = new CompletableFuture<Demand>();
        engine.execute(() -> done.complete(new Demand(lanes())));
        return done;
    }

    /** Takes up a job whose rows were claimed under our fence. */
    @Override
    public void take(StoredJob job) {
        engine.execute(() -> recovery.takeOver(job));
    }

    @Override
    public boolean holds(JobId job) {
        return jobs.contains(job);
    }

    /**
     * Leaves every job that was taken under an older fence: it was taken over since, or will be by
     * us.
     */
    public void leaveOlderThan(long fence) {
        engine.execute(() ->
                List.copyOf(jobs.all()).stream()
                        .filter(job -> job.facts.fence() < fence)
                        .forEach(jobs::abandon));
    }

    /** Takes what the registries say of programmers now. */
    public void see(Directory.Snapshot registries) {
        var programmers = registries.ofKind(AgentKind.PROGRAMMER);
        engine.execute(() -> pool.update(programmers, registries.isComplete()));
    }

    /** Ids of the jobs that are held, at most {@code limit}. */
    public List<String> heldIds(int limit) {
        return jobs.ids().stream().sorted().limit(limit).map(JobId::value).toList();
    }

    private List<Demand.LaneDemand> lanes() {
        Map<Lane, Integer> ready = new EnumMap<>(Lane.class);
        queue.sizes().forEach((demand, number) -> ready.merge(demand.lane(), number, Integer::sum));
        var running = attempts.countByLane();
        return List.of(Lane.values()).stream()
                .map(lane ->
                        new Demand.LaneDemand(
                                lane,
                                ready.getOrDefault(lane, 0),
                                running.getOrDefault(lane, 0),
                                pool.slots(lane),
                                pool.freeSlots(lane)))
                .filter(demand ->
                        demand.slots() + demand.readySubtasks() + demand.runningSubtasks() > 0)
                .toList();
    }
}
