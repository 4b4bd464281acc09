package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentView;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.manager.TestDatabase;
import dev.codefleet.manager.feed.CommittedEvents;
import dev.codefleet.manager.feed.LiveLogs;
import dev.codefleet.manager.integrate.Integrator;
import dev.codefleet.manager.integrate.IntegratorSettings;
import dev.codefleet.manager.job.NewJob;
import dev.codefleet.manager.job.Stores;
import dev.codefleet.manager.lease.Leases;
import dev.codefleet.manager.lease.ManagerLease;
import dev.codefleet.registryclient.PeerProofs;
import dev.codefleet.web.Ticker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** One life of a manager, without the container and HTTP of its own. */
public final class TestRoom implements AutoCloseable {
    private static final String MANAGER = "manager-1";
    private static final long LONGEST_WAIT_S = 30;

    /** Retries wait for nothing. */
    private static final RandomGenerator NO_JITTER =
            new RandomGenerator() {
                @Override
                public long nextLong() {
                    return 0;
                }

                @Override
                public long nextLong(long bound) {
                    return 0;
                }
            };

    final Stores stores;
    final CommittedEvents events = new CommittedEvents();
    final LiveLogs logs = new LiveLogs();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    /** Completes with what would have ended the process. */
    final CompletableFuture<Error> broken = new CompletableFuture<>();

    final JobManager room;
    final long fence;
    private final AtomicLong passedNanos = new AtomicLong();
    private final TestDatabase database;
    private final ManagerLease lease;

    TestRoom(
            TestDatabase database,
            Vertx vertx,
            Path directory,
            Duration unschedulableTimeout,
            BoundedRetries repositoryWaits) {
        this.database = database;
        this.stores = Stores.of(database.source());
        this.lease = Leases.lease(database.source(), Ticker.system());
        var acquired = new CompletableFuture<Long>();
        lease.start(MANAGER, "http://127.0.0.1:1", acquired::complete);
        this.fence = await(acquired);
        var integrator =
                new Integrator(IntegratorSettings.defaults(directory), InstantSource.system());
        this.room =
                new JobManager(
                        new JobManager.Parts(
                                new AgentId(MANAGER),
                                stores.batches(),
                                lease,
                                integrator,
                                stores.jobs(),
                                events,
                                logs,
                                new JobManager.Environment(
                                        vertx,
                                        PeerProofs.none(),
                                        () -> Ticker.system().nanos() + passedNanos.get(),
                                        InstantSource.system(),
                                        NO_JITTER,
                                        meters,
                                        broken::complete),
                                new JobManager.Limits(
                                        1_000,
                                        2,
                                        1_000_000,
                                        unschedulableTimeout,
                                        repositoryWaits)));
        room.start();
    }

    public static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(LONGEST_WAIT_S, TimeUnit.SECONDS).join();
    }

    /** Lets time pass for the engine, but not for its lease. */
    void pass(Duration time) {
        passedNanos.addAndGet(time.toNanos());
    }

    void see(AgentView... programmers) {
        room.engine.execute(() -> room.pool.update(List.of(programmers), true));
    }

    /** What a minority of the registries says. */
    void seeSome(AgentView... programmers) {
        room.engine.execute(() -> room.pool.update(List.of(programmers), false));
    }

    void see(List<TestProgrammer> programmers) {
        see(programmers.stream().map(each -> each.view(1)).toArray(AgentView[]::new));
    }

    /**
     * Accepts and begins a job; completes with the job's state at its end, once that is committed.
     */
    CompletableFuture<JobState> submit(NewJob job) throws SQLException {
        stores.jobs().accept(job, MANAGER, fence);
        var end = end(job.id());
        room.engine.execute(() -> room.runs.begin(HeldJob.of(job, fence)));
        return end;
    }

    CompletableFuture<JobState> end(JobId job) {
        var end = new CompletableFuture<JobState>();
        events.follow(
                job, event -> stateOf(event).filter(JobState::isFinal).ifPresent(end::complete));
        return end;
    }

    /** Completes when the log has an entry of that kind from now on. */
    CompletableFuture<JobEvent> said(JobId job, String what) {
        var said = new CompletableFuture<JobEvent>();
        events.follow(
                job,
                event -> {
                    if (what.equals(event.body().get("what"))) {
                        said.complete(event);
                    }
                });
        return said;
    }

    /** The same, with a state. */
    CompletableFuture<JobEvent> said(JobId job, String what, String state) {
        var said = new CompletableFuture<JobEvent>();
        events.follow(
                job,
                event -> {
                    if (what.equals(event.body().get("what"))
                            && state.equals(event.body().get("state"))) {
                        said.complete(event);
                    }
                });
        return said;
    }

    /** Completes when an attempt's live log ends, with whether its rows said so by then. */
    CompletableFuture<Boolean> endOfLog(AttemptId attempt) {
        var end = new CompletableFuture<Boolean>();
        logs.follow(
                attempt,
                new LiveLogs.Follower() {
                    @Override
                    public void lines(List<String> lines) {}

                    @Override
                    public void end() {
                        try {
                            end.complete(stores.jobs().hasEnded(attempt));
                        } catch (SQLException away) {
                            end.completeExceptionally(away);
                        }
                    }

                    @Override
                    public void moved() {
                        end.completeExceptionally(new IllegalStateException("moved"));
                    }
                });
        return end;
    }

    void cancel(JobId job) {
        room.engine.execute(
                () -> room.completion.cancel(Objects.requireNonNull(room.jobs.get(job))));
    }

    /** Takes up what earlier lives have left. */
    void takeOver() {
        Leases.takeover(database.source())
                .run(
                        MANAGER,
                        fence,
                        List.of(Lane.CODE),
                        stored -> room.engine.execute(() -> room.recovery.takeOver(stored)));
    }

    /** Takes the next job up again that is given up here although its rows say that it is ours. */
    void takeUpDropped() {
        var found = new CompletableFuture<DroppedJobs.Dropped>();
        look(found);
        var dropped = await(found);
        var takeover = Leases.takeover(database.source());
        takeover.takeUpAgain(dropped.job(), dropped.fence());
        takeover.run(
                MANAGER,
                fence,
                List.of(Lane.CODE),
                stored -> room.engine.execute(() -> room.recovery.takeOver(stored)));
    }

    private void look(CompletableFuture<DroppedJobs.Dropped> found) {
        room.engine.execute(() -> {
            var due = room.dropped.takeDue();
            if (!due.isEmpty()) {
                found.complete(due.getFirst());
            } else if (!found.isDone()) {
                look(found);
            }
        });
    }

    /** Completes when the engine has done all that it was given before. */
    void settle() {
        var done = new CompletableFuture<Boolean>();
        room.engine.execute(() -> done.complete(true));
        await(done);
    }

    /** Completes when all that the engine has decided so far is committed. */
    void awaitCommit() {
        var committed = new CompletableFuture<Boolean>();
        room.engine.execute(() ->
                room.engine.afterCommit(new JobId("nothing"), () -> committed.complete(true)));
        await(committed);
    }

    JobView view(JobId job) throws SQLException {
        return stores.views().job(job).orElseThrow();
    }

    List<JobEvent> log(JobId job) throws SQLException {
        return stores.views().events(job, 0, 1_000_000);
    }

    @Override
    public void close() throws InterruptedException {
        room.stop();
        lease.stop();
    }

    private static Optional<JobState> stateOf(JobEvent event) {
        return "job".equals(event.body().get("what"))
                ? Arrays.stream(JobState.values())
                        .filter(state -> state.name().equals(event.body().get("state")))
                        .findFirst()
                : Optional.empty();
    }
}
