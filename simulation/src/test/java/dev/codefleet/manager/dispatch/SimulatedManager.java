package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.ManagerConfig;
import dev.codefleet.manager.engine.Committer;
import dev.codefleet.manager.engine.Engine;
import dev.codefleet.manager.feed.CommittedEvents;
import dev.codefleet.manager.feed.LiveLogs;
import dev.codefleet.manager.integrate.Integrator;
import dev.codefleet.manager.integrate.IntegratorSettings;
import dev.codefleet.manager.job.JobStore;
import dev.codefleet.manager.job.NewJob;
import dev.codefleet.manager.job.SimulatedDatabase;
import dev.codefleet.manager.lease.ManagerLease;
import dev.codefleet.manager.lease.SimulatedLeases;
import dev.codefleet.manager.lifecycle.ManagerLifecycle;
import dev.codefleet.registryclient.AgentIdentity;
import dev.codefleet.registryclient.Announcer;
import dev.codefleet.registryclient.PeerProofs;
import dev.codefleet.registryclient.WatchedDirectory;
import dev.codefleet.simulation.Ledger;
import dev.codefleet.simulation.Life;
import dev.codefleet.simulation.Network;
import dev.codefleet.simulation.SimulatedVertx;
import dev.codefleet.web.BuildInfo;
import dev.codefleet.web.Ticker;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One life of a manager: its {@link JobManager} without threads, whose turns and commits are taken
 * here, with a simulated database beneath.
 */
public final class SimulatedManager {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** The defaults. */
    private static final ManagerConfig CONFIG =
            new SmallRyeConfigBuilder()
                    .withMapping(ManagerConfig.class)
                    .withDefaultValue("codefleet.manager.git-directory", "nowhere")
                    .build()
                    .getConfigMapping(ManagerConfig.class);

    private static final Path NOWHERE = Path.of("/nonexistent/codefleet-simulation");

    /** A line for each job that ends would be all that one sees. */
    private static final Logger QUIET = Logger.getLogger(StateWriter.class.getName());

    static {
        QUIET.setLevel(Level.WARNING);
    }

    private final Life life;
    private final Ledger ledger;
    private final SimulatedDatabase database;
    private final LongSupplier databaseTrip;
    private final ManagerLease lease;
    private final Announcer announcer;
    private final JobManager room;
    private final ManagerLifecycle manager;
    private final TurnCheck check;
    private @Nullable Long asked;
    private boolean isWriting;
    private boolean isPatient;

    /**
     * @param databaseTrip how long the database takes to answer, in nanoseconds
     */
    public SimulatedManager(
            Life life,
            Network network,
            List<String> registries,
            SimulatedDatabase database,
            LongSupplier databaseTrip,
            Ledger ledger) {
        this.life = life;
        this.ledger = ledger;
        this.database = database;
        this.databaseTrip = databaseTrip;
        network.begin(life);
        var vertx = new SimulatedVertx(life, network).vertx();
        var id = new AgentId(life.name());
        var identity =
                new AgentIdentity(AgentKind.MANAGER, id, life.machine().url(), List.of(Lane.CODE));
        lease =
                SimulatedLeases.lease(
                        database, leaseClock(), life.name(), identity.url(), this::acquired);
        var directory = new WatchedDirectory(registries, vertx, life.world().random().split());
        announcer = new Announcer(registries, vertx, life, life.world().random().split());
        room =
                new JobManager(
                        new JobManager.Parts(
                                id,
                                database.batches(),
                                lease,
                                noRepositories(),
                                database.jobs(),
                                new CommittedEvents(),
                                new LiveLogs(),
                                new JobManager.Environment(
                                        vertx,
                                        PeerProofs.none(),
                                        life,
                                        life,
                                        life.world().random().split(),
                                        new CompositeMeterRegistry(),
                                        error -> {
                                            throw error;
                                        }),
                                JobManager.Limits.of(CONFIG)));
        var takeover = SimulatedLeases.takeover(database);
        manager =
                new ManagerLifecycle(
                        identity,
                        room,
                        lease,
                        takeover,
                        directory,
                        announcer,
                        new BuildInfo("simulated", Optional.empty()),
                        life);
        check = new TurnCheck(life, room, lease, ledger);
        directory.onChange(room::see);
        announcer.start(manager);
        life.afterEach(this::goOn);
        life.atEnd(this::close);
        renew();
        life.every(ManagerLifecycle.TAKEOVER_LOOK, manager::takeOver);
        life.every(SECOND, manager::acknowledge);
        life.every(SECOND, manager::lookForUnschedulable);
        life.every(SECOND.multipliedBy(2), manager::tellFollowing);
    }

    /** A lease is believed from when it was asked for, which is before the database answers. */
    private Ticker leaseClock() {
        return () -> asked == null ? life.nanos() : asked;
    }

    private void acquired(long fence) {
        ledger.tell(() -> life.name() + " holds a lease, fence " + fence);
        room.leaveOlderThan(fence);
        announcer.beatNow();
    }

    /** As the lease's timer does: the next one a second after the answer to this one. */
    private void renew() {
        long askedAt = life.nanos();
        life.afterNanos(
                databaseTrip.getAsLong(),
                () -> {
                    asked = askedAt;
                    try {
                        SimulatedLeases.renew(lease);
                    } catch (SQLException away) {
                        ledger.tell(() -> life.name() + " cannot renew: " + away.getMessage());
                    } finally {
                        asked = null;
                    }
                    life.after(SECOND, this::renew);
                });
    }

    /** Takes the turns of the engine, and has written what they hand over. */
    private void goOn() {
        while (room.engine.backlog() > 0) {
            check.before();
            room.engine.turn(() -> {});
            check.after();
        }
        if (!room.committer.isIdle() && !isWriting) {
            isWriting = true;
            life.afterNanos(databaseTrip.getAsLong(), this::write);
        }
        if (room.engine.holdsLogEntries() && !isPatient) {
            isPatient = true;
            life.after(Engine.LOG_DELAY, this::endPatience);
        }
    }

    /** As the engine's thread does when no task has come. */
    private void endPatience() {
        isPatient = false;
        room.engine.execute(() -> {});
    }

    private void write() {
        if (room.committer.step()) {
            isWriting = false;
        } else {
            life.after(Committer.PAUSE, this::write);
        }
    }

    /**
     * Accepts a job, as a request to this manager does.
     *
     * @param answered told that the job is safe, or not told at all
     */
    public void submit(NewJob job, Consumer<JobId> answered) {
        var fence = room.fence();
        if (fence.isEmpty()) {
            return;
        }
        life.afterNanos(
                databaseTrip.getAsLong(),
                () -> {
                    try {
                        accept(job, fence.get(), answered);
                    } catch (SQLException away) {
                        ledger.tell(() -> life.name() + " cannot accept " + job.id());
                        room.unanswered(job.id(), fence.get());
                    }
                });
    }

    private void accept(NewJob job, long fence, Consumer<JobId> answered) throws SQLException {
        var acceptance = database.jobs().accept(job, life.name(), fence);
        ledger.tell(() -> life.name() + " accepts " + job.id() + ": " + acceptance);
        life.afterNanos(databaseTrip.getAsLong(), () -> accepted(job, fence, acceptance, answered));
    }

    /** As {@link dev.codefleet.manager.job} does with a request. */
    private void accepted(
            NewJob job, long fence, JobStore.Acceptance acceptance, Consumer<JobId> answered) {
        switch (acceptance) {
            case JobStore.Acceptance.Accepted accepted -> {
                room.begin(job, fence);
                answered.accept(job.id());
            }
            case JobStore.Acceptance.Replayed(var earlier) -> answered.accept(earlier);
            case JobStore.Acceptance.KeyReused reused ->
                    ledger.require(false, () -> "a key is reused: " + reused);
        }
    }

    /** As a request to cancel does; says whether the job is held here. */
    public boolean cancel(JobId id) {
        var job = room.jobs.get(id);
        if (job == null) {
            return false;
        }
        life.happen(() -> room.engine.execute(() -> room.completion.cancel(job)));
        return true;
    }

    /** As on SIGTERM: what is decided is written, then the jobs are anybody's. */
    public void stop() {
        check.stopping();
        try {
            room.engine.stop();
        } catch (InterruptedException never) {
            throw new IllegalStateException(never);
        }
        life.after(
                Duration.ofMillis(300),
                () -> {
                    lease.stop();
                    life.die();
                });
    }

    /** What must be true when no job is left anywhere. */
    public void requireNothingLeft() {
        ledger.require(
                room.attempts.size() == 0 && room.queue.size() == 0,
                () -> life.name() + " still has attempts or subtasks, but no job");
        check.requireNoSlotsHeld();
    }

    private void close() {
        try {
            room.stop();
        } catch (InterruptedException never) {
            throw new IllegalStateException(never);
        }
    }

    /** Jobs of a simulation have no files. */
    private static Integrator noRepositories() {
        return new Integrator(IntegratorSettings.defaults(NOWHERE), InstantSource.system());
    }
}
