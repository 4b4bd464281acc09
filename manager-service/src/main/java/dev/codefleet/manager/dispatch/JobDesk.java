package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.job.Demand;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.ManagerConfig;
import dev.codefleet.manager.job.JobHolder;
import dev.codefleet.manager.job.NewJob;
import dev.codefleet.manager.job.StoredJob;
import dev.codefleet.manager.lease.ManagerLease;
import dev.codefleet.manager.lease.Takeover;
import dev.codefleet.registryclient.Directory;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** What other threads ask of the jobs that this manager holds. */
final class JobDesk implements JobHolder, Takeover.Taker {
    /** Tasks that wait for the engine above which no jobs are accepted: it is behind already. */
    private static final int LONGEST_BACKLOG = 50_000;

    private static final Duration LONGEST_CANCEL = Duration.ofSeconds(10);

    private final EngineRoom room;
    private final ManagerLease lease;
    private final AgentId manager;
    private final ManagerConfig config;
    private final Runnable takeUp;

    /**
     * @param takeUp looks for jobs that nobody holds; must not block
     */
    JobDesk(
            EngineRoom room,
            ManagerLease lease,
            AgentId manager,
            ManagerConfig config,
            Runnable takeUp) {
        this.room = room;
        this.lease = lease;
        this.manager = manager;
        this.config = config;
        this.takeUp = takeUp;
    }

    @Override
    public String manager() {
        return manager.value();
    }

    @Override
    public Optional<Long> fence() {
        int subtasks = room.jobs.values().stream().mapToInt(job -> job.graph.size()).sum();
        boolean isFull =
                room.jobs.size() >= config.maxJobs()
                        || subtasks >= config.maxSubtasks()
                        || room.engine.backlog() > LONGEST_BACKLOG;
        return isFull ? Optional.empty() : lease.fence();
    }

    @Override
    public Optional<Long> leaseFence() {
        return lease.fence();
    }

    @Override
    public void begin(NewJob job, long fence) {
        room.engine.execute(() -> room.stages.begin(HeldJobFactory.held(job, fence)));
    }

    @Override
    public void takeUp() {
        takeUp.run();
    }

    @Override
    public void unanswered(JobId job, long fence) {
        room.mislaid.add(job, fence);
    }

    @Override
    public CompletionStage<Boolean> cancel(JobId id) {
        // The commit of a job that turns out to be another manager's is never told of.
        var done =
                new CompletableFuture<Boolean>()
                        .completeOnTimeout(false, LONGEST_CANCEL.toMillis(), TimeUnit.MILLISECONDS);
        room.engine.execute(() -> {
            var job = room.jobs.get(id);
            if (job == null) {
                done.complete(false);
            } else {
                room.ends.cancel(job);
                room.engine.afterCommit(id, () -> done.complete(true));
            }
        });
        return done;
    }

    @Override
    public CompletionStage<Demand> demand() {
        var done = new CompletableFuture<Demand>();
        room.engine.execute(() -> done.complete(new Demand(lanes())));
        return done;
    }

    /** Takes up a job whose rows were claimed under our fence. */
    @Override
    public void take(StoredJob job) {
        room.engine.execute(() -> room.adoption.adopt(job));
    }

    @Override
    public boolean holds(JobId job) {
        return room.jobs.containsKey(job);
    }

    /**
     * Leaves every job that was taken under an older fence: it was taken over since, or will be by
     * us.
     */
    void leaveOlderThan(long fence) {
        room.engine.execute(() ->
                List.copyOf(room.jobs.values()).stream()
                        .filter(job -> job.facts.fence() < fence)
                        .forEach(room.stages::abandon));
    }

    /** Takes what the registries say of programmers now. */
    void see(Directory.Snapshot registries) {
        var programmers = registries.ofKind(AgentKind.PROGRAMMER);
        room.engine.execute(() -> room.pool.update(programmers, registries.isComplete()));
    }

    /** Ids of the jobs that are held, at most {@code limit}. */
    List<String> held(int limit) {
        return room.jobs.keySet().stream().sorted().limit(limit).map(JobId::value).toList();
    }

    private List<Demand.LaneDemand> lanes() {
        Map<Lane, Integer> ready = new EnumMap<>(Lane.class);
        room.queue
                .sizes()
                .forEach((demand, number) -> ready.merge(demand.lane(), number, Integer::sum));
        var running = room.dispatcher.flyingByLane();
        return List.of(Lane.values()).stream()
                .map(lane ->
                        new Demand.LaneDemand(
                                lane,
                                ready.getOrDefault(lane, 0),
                                running.getOrDefault(lane, 0),
                                room.pool.slots(lane),
                                room.pool.freeSlots(lane)))
                .filter(demand ->
                        demand.slots() + demand.readySubtasks() + demand.runningSubtasks() > 0)
                .toList();
    }
}
