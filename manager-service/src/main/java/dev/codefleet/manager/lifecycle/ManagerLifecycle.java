package dev.codefleet.manager.lifecycle;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.Registration;
import dev.codefleet.manager.dispatch.JobManager;
import dev.codefleet.manager.lease.ManagerLease;
import dev.codefleet.manager.lease.Takeover;
import dev.codefleet.registryclient.AgentIdentity;
import dev.codefleet.registryclient.AgentStatus;
import dev.codefleet.registryclient.Announcer;
import dev.codefleet.registryclient.view.Directory;
import dev.codefleet.web.BuildInfo;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A manager's life: it announces itself, holds its lease, takes up jobs that nobody holds, and
 * hands all back at the end.
 */
@Singleton
public class ManagerLifecycle implements AgentStatus {
    private static final Logger LOG = Logger.getLogger(ManagerLifecycle.class);
    private static final int MOST_JOBS_SHOWN = 100;

    /** Registries take 1,000 characters. */
    private static final int LONGEST_MESSAGE = 900;

    private static final int SUPERSEDED = 3;

    /**
     * Between two looks for jobs that nobody holds: what this and a lease take is the time for
     * which jobs stand still when their manager dies.
     */
    public static final Duration TAKEOVER_LOOK = Duration.ofMillis(250);

    private final AgentIdentity identity;
    private final JobManager jobs;
    private final ManagerLease lease;
    private final Takeover takeover;
    private final Directory directory;
    private final Announcer announcer;
    private final BuildInfo build;
    private final long incarnation;
    private final ScheduledExecutorService looks =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("takeover").factory());
    private volatile boolean isStopping;

    public ManagerLifecycle(
            AgentIdentity identity,
            JobManager jobs,
            ManagerLease lease,
            Takeover takeover,
            Directory directory,
            Announcer announcer,
            BuildInfo build,
            InstantSource clock) {
        this.identity = identity;
        this.jobs = jobs;
        this.lease = lease;
        this.takeover = takeover;
        this.directory = directory;
        this.announcer = announcer;
        this.build = build;
        this.incarnation = clock.millis();
        jobs.onTakeUp(this::takeOverSoon);
    }

    void start(@Observes StartupEvent event) {
        jobs.start();
        directory.onChange(jobs::see);
        lease.start(identity.id().value(), identity.url(), this::leaseAcquired);
        looks.scheduleWithFixedDelay(
                this::takeOverSafely, 0, TAKEOVER_LOOK.toMillis(), TimeUnit.MILLISECONDS);
        LOG.infof("manager started: agent=%s lanes=%s", identity.id(), identity.lanes());
    }

    /** Until now gateways were told that this manager takes no jobs. */
    private void leaseAcquired(long fence) {
        jobs.leaveOlderThan(fence);
        announcer.beatNow();
    }

    /** Others take the jobs over as soon as the lease is released; attempts go on meanwhile. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        isStopping = true;
        announcer.beatNow();
        looks.shutdown();
        jobs.stop();
        lease.stop();
    }

    private void takeOverSafely() {
        try {
            takeOver();
        } catch (RuntimeException | Error bug) {
            LOG.error("takeover failed, it is tried again", bug);
        }
    }

    public synchronized void takeOver() {
        jobs.takeUpDropped(takeover);
        lease.fence()
                .ifPresent(fence ->
                        takeover.run(identity.id().value(), fence, identity.lanes(), jobs));
    }

    @Scheduled(every = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    public void tellFollowing() {
        // Without a lease nobody may rely on us: another manager may have given the attempt up.
        if (lease.isHeld()) {
            jobs.tellFollowing();
        }
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    public void lookForUnschedulable() {
        jobs.lookForUnschedulable();
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    public void acknowledge() {
        jobs.acknowledge();
    }

    private void takeOverSoon() {
        Thread.startVirtualThread(this::takeOverSafely);
    }

    @Override
    public AgentId id() {
        return identity.id();
    }

    @Override
    public Registration registration() {
        return new Registration(
                AgentKind.MANAGER,
                identity.url(),
                identity.lanes(),
                List.of(),
                0,
                incarnation,
                Map.of("pid", Long.toString(ProcessHandle.current().pid())),
                build.toString());
    }

    @Override
    public Status status() {
        var held = jobs.heldIds(MOST_JOBS_SHOWN);
        return new Status(state(held), message(), 0, List.of(), held);
    }

    @Override
    public void superseded() {
        LOG.errorf("another process has this manager's id, stopping: agent=%s", identity.id());
        Quarkus.asyncExit(SUPERSEDED);
    }

    private @Nullable String message() {
        var message = jobs.trouble();
        return message.isEmpty()
                ? null
                : message.substring(0, Math.min(message.length(), LONGEST_MESSAGE));
    }

    private AgentState state(List<String> held) {
        if (isStopping) {
            return AgentState.DRAINING;
        }
        if (!lease.isHeld()) {
            return AgentState.FAILED;
        }
        return held.isEmpty() ? AgentState.IDLE : AgentState.EXECUTING;
    }
}
