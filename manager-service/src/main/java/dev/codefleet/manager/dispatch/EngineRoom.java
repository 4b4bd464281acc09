package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.attempt.Following;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.engine.Committer;
import dev.codefleet.manager.engine.Engine;
import dev.codefleet.manager.feed.CommittedEvents;
import dev.codefleet.manager.feed.LiveLogs;
import dev.codefleet.manager.job.BatchStore;
import dev.codefleet.manager.lease.ManagerLease;
import dev.codefleet.manager.programmers.BundleClient;
import dev.codefleet.manager.programmers.ProgrammerCalls;
import dev.codefleet.manager.programmers.ProgrammerClient;
import dev.codefleet.manager.programmers.ProgrammerPool;
import dev.codefleet.manager.programmers.ProgrammerProbe;
import dev.codefleet.manager.programmers.ReportAcknowledgements;
import dev.codefleet.manager.schedule.ReadyQueue;
import dev.codefleet.manager.schedule.RetryPolicy;
import dev.codefleet.web.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** All that works on the engine's thread, put together. */
final class EngineRoom {
    /** What it is made of, from outside. */
    record Parts(
            AgentId manager,
            BatchStore batches,
            ManagerLease lease,
            JobRepositories repositories,
            CommittedEvents events,
            LiveLogs logs,
            Vertx vertx,
            Ticker ticker,
            InstantSource clock,
            RandomGenerator random,
            MeterRegistry metrics,
            Duration unschedulableTimeout,
            BoundedRetries repositoryWaits,
            Consumer<Error> onError) {}

    final DroppedJobs mislaid;
    final Map<JobId, HeldJob> jobs = new ConcurrentHashMap<>();
    final ReadyQueue queue = new ReadyQueue();
    final Engine engine;
    final Committer committer;
    final ProgrammerPool pool;
    final Dispatcher dispatcher;
    final JobEnds ends;
    final JobRuns runs;
    final JobStages stages;
    final JobRecovery adoption;
    final UnschedulableWork unschedulable;
    final ProgrammerClient client;
    final ReportAcknowledgements acknowledgements = new ReportAcknowledgements();
    final DispatchMetrics metrics;
    private final OrderSender orders;
    private final ExecutorService background;
    private final CommittedEvents events;

    EngineRoom(Parts parts) {
        var calls = new ProgrammerCalls(parts.vertx());
        client = new ProgrammerClient(parts.vertx(), calls);
        var bundles = new BundleClient(parts.vertx(), calls);
        background = backgroundOf(parts.onError());
        events = parts.events();
        mislaid = new DroppedJobs(parts.ticker());
        metrics = new DispatchMetrics(parts.metrics());
        var ours = new OwnAttempts(jobs::containsKey);
        pool = new ProgrammerPool(ours);
        committer =
                new Committer(
                        parts.batches(), parts.lease()::isHeld, this::abandon, parts.onError());
        engine = new Engine(committer, () -> dispatcher().pump(), parts.onError(), parts.ticker());
        Executor onEngine = engine::execute;
        var log = new JobLog(engine, parts.events(), parts.clock(), parts.manager().value());
        var journal = new StateWriter(engine, log, parts.clock(), metrics);
        var work =
                new BlockingWork(
                        onEngine, background, parts.vertx(), parts.repositoryWaits(), log::waits);
        var git = new GitWork(work, parts.repositories());
        dispatcher =
                new Dispatcher(
                        engine,
                        journal,
                        queue,
                        pool,
                        flight -> orders().send(flight),
                        parts.lease()::isHeld,
                        parts.ticker(),
                        metrics,
                        jobs);
        stages =
                new JobStages(
                        jobs,
                        ours,
                        engine,
                        git,
                        dispatcher,
                        journal,
                        queue,
                        client,
                        parts.vertx(),
                        parts.events(),
                        parts.logs(),
                        metrics,
                        this::runs,
                        this::ends);
        ends = new JobEnds(journal, queue, stages);
        var retries = new RetryPolicy(parts.random());
        runs =
                new JobRuns(
                        journal,
                        log,
                        queue,
                        retries,
                        parts.clock(),
                        parts.ticker(),
                        metrics,
                        ends,
                        stages);
        var probe = new ProgrammerProbe(pool, client, onEngine, parts.vertx());
        var attemptEnds =
                new AttemptEnds(
                        engine,
                        dispatcher,
                        journal,
                        runs,
                        acknowledgements,
                        parts.logs(),
                        metrics,
                        parts.ticker());
        var outcomes =
                new Outcomes(
                        dispatcher,
                        pool,
                        journal,
                        log,
                        new ReportedBundles(work, parts.repositories(), bundles),
                        new ReportedLogs(work, bundles),
                        new Refusals(
                                dispatcher,
                                pool,
                                log,
                                probe,
                                attemptEnds,
                                metrics,
                                stages::abandon),
                        attemptEnds,
                        parts.logs(),
                        metrics,
                        parts.ticker());
        orders =
                new OrderSender(
                        onEngine,
                        git,
                        new UploadedRepositories(work, parts.repositories(), bundles),
                        bundles,
                        client,
                        acknowledgements,
                        outcomes,
                        parts.lease()::isHeld,
                        parts.vertx(),
                        parts.ticker(),
                        parts.manager());
        adoption =
                new JobRecovery(
                        jobs,
                        queue,
                        pool,
                        dispatcher,
                        orders,
                        stages,
                        runs,
                        ends,
                        git,
                        engine,
                        parts.vertx(),
                        parts.ticker());
        unschedulable =
                new UnschedulableWork(
                        jobs,
                        queue,
                        pool,
                        dispatcher,
                        adoption,
                        journal,
                        log,
                        runs,
                        parts.lease()::isHeld,
                        parts.unschedulableTimeout(),
                        parts.ticker(),
                        parts.clock());
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
        metrics.gauge("attempts.flying", "Attempts under way", dispatcher::flying);
        metrics.gauge("jobs.held", "Jobs that this manager works on", jobs::size);
        metrics.gauge(
                "jobs.mislaid", "Jobs given up here that wait to be taken up again", mislaid::size);
        metrics.gauge("engine.backlog", "Tasks that wait for the engine", engine::backlog);
        metrics.gauge(
                "slots.free", "Slots that orders could go to, as far as is known", pool::freeSlots);
    }

    void start() {
        committer.start();
        engine.start();
    }

    void stop() throws InterruptedException {
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
                events.moved(id);
                mislaid.add(id, fence);
            } else if (job.facts.fence() <= fence) {
                stages.abandon(job);
                mislaid.add(id, fence);
            }
        });
    }

    /** Looks for subtasks that nobody can take. Any thread. */
    void lookForUnschedulable() {
        engine.execute(unschedulable::look);
    }

    /** Tells programmers which of their attempts are followed from here. Any thread. */
    void tellFollowing() {
        engine.execute(() ->
                dispatcher
                        .heard()
                        .forEach((url, heard) -> client.following(url, new Following(heard))));
    }

    private Dispatcher dispatcher() {
        return dispatcher;
    }

    private OrderSender orders() {
        return orders;
    }

    private JobRuns runs() {
        return runs;
    }

    private JobEnds ends() {
        return ends;
    }
}
