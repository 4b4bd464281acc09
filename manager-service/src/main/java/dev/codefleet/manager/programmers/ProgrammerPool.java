package dev.codefleet.manager.programmers;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentView;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.manager.schedule.SubtaskDemand;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The programmers that orders go to, chosen in turn: round-robin over those that are live, have the
 * lane, the executor and a free slot.
 *
 * <p>What is known of free slots is a guess that saves refusals; a programmer has the last word on
 * its slots. Not thread-safe: it belongs to the engine's thread.
 */
public final class ProgrammerPool {
    private final Map<AgentId, Programmer> programmers = new HashMap<>();
    private final Map<SubtaskDemand, RoundRobin<Programmer>> rotations = new HashMap<>();
    private final Map<Lane, Integer> slots = new EnumMap<>(Lane.class);
    private volatile int freeSlots;
    private volatile int liveSlots;
    private boolean isComplete;
    private final Predicate<String> isOurAttempt;

    /**
     * @param isOurAttempt tells for an attempt's id whether this manager holds its job, and so
     *     counts it itself
     */
    public ProgrammerPool(Predicate<String> isOurAttempt) {
        this.isOurAttempt = isOurAttempt;
    }

    /**
     * Takes what the registries say now.
     *
     * @param isComplete whether a majority of them does not know who is missing
     */
    public void update(Collection<AgentView> views, boolean isComplete) {
        this.isComplete = isComplete;
        var seen = new HashSet<AgentId>();
        for (var view : views) {
            seen.add(view.id());
            var programmer = programmers.computeIfAbsent(view.id(), _ -> new Programmer(view));
            if (programmer.update(view, othersAttempts(view))) {
                rotations.values().forEach(rotation -> rotation.leave(programmer));
            }
            place(programmer);
        }
        programmers
                .values()
                .removeIf(programmer -> !seen.contains(programmer.id()) && leave(programmer));
        countSlots();
    }

    /**
     * @return whether nothing is known of it any more that matters
     */
    private boolean leave(Programmer programmer) {
        programmer.leave(isComplete);
        place(programmer);
        return programmer.ordersInFlight() == 0;
    }

    public boolean canServe(SubtaskDemand demand) {
        var rotation = rotations.get(demand);
        return rotation != null && !rotation.isEmpty();
    }

    /**
     * Why nobody could take a subtask even if all slots were free; empty if somebody could.
     *
     * @param agent see {@link Schedulability#obstacle}
     */
    public Optional<String> obstacle(SubtaskDemand demand, @Nullable String agent) {
        if (canServe(demand)) {
            return Optional.empty();
        }
        var candidates = programmers.values().stream().map(Programmer::candidate).toList();
        return Schedulability.obstacle(demand, agent, candidates, isComplete);
    }

    /** Takes a slot of the programmer whose turn it is; empty if none is free. */
    public Optional<Programmer> take(SubtaskDemand demand) {
        var rotation = rotations.get(demand);
        var next = rotation == null ? Optional.<Programmer>empty() : rotation.next();
        next.ifPresent(programmer -> {
            programmer.taken();
            place(programmer);
        });
        return next;
    }

    /** Counts a slot as taken by an attempt that was found running after a takeover. */
    public void adopt(AgentId id) {
        change(
                id,
                programmer -> {
                    programmer.taken();
                    programmer.proven();
                });
    }

    /** An attempt has ended: its slot is free again, whatever was refused before. */
    public void release(AgentId id) {
        change(id, Programmer::released);
    }

    /** An order was not taken, or is nobody's concern any more: it counts no longer. */
    public void takeBack(AgentId id) {
        change(id, Programmer::returned);
    }

    /** It refused an order: nothing more until it says something new. */
    public void refused(AgentId id) {
        change(id, Programmer::refused);
    }

    /** It could not be reached: nothing more until a probe reached it or it started anew. */
    public void unreachable(AgentId id) {
        change(id, Programmer::unreachable);
    }

    /** It has answered an order, and may get as many as it has slots from now on. */
    public void proven(AgentId id) {
        change(id, Programmer::proven);
    }

    /** A probe reached it. */
    void reached(AgentId id) {
        change(id, Programmer::reached);
    }

    /** Whether no programmer is known at all. */
    public boolean isEmpty() {
        return programmers.isEmpty();
    }

    /** Whether a majority of the registries does not know who is not found here. */
    public boolean isComplete() {
        return isComplete;
    }

    public Optional<Programmer> find(AgentId id) {
        return Optional.ofNullable(programmers.get(id));
    }

    /** Slots of all programmers of a lane that were live at the last update. */
    public int slots(Lane lane) {
        return slots.getOrDefault(lane, 0);
    }

    /** Of all programmers of a lane, the slots that orders could go to now. */
    public int freeSlots(Lane lane) {
        return programmers.values().stream()
                .filter(programmer -> programmer.lanes().contains(lane))
                .mapToInt(Programmer::freeSlots)
                .sum();
    }

    /** Free slots of all live programmers at the last update. Any thread. */
    public int freeSlots() {
        return freeSlots;
    }

    /** All slots of live programmers at the last update. Any thread. */
    public int liveSlots() {
        return liveSlots;
    }

    private void countSlots() {
        slots.clear();
        liveSlots =
                programmers.values().stream()
                        .filter(Programmer::isLive)
                        .mapToInt(Programmer::slots)
                        .sum();
        freeSlots = programmers.values().stream().mapToInt(Programmer::freeSlots).sum();
        for (var programmer : programmers.values()) {
            if (programmer.isLive()) {
                programmer
                        .lanes()
                        .forEach(lane -> slots.merge(lane, programmer.slots(), Integer::sum));
            }
        }
    }

    private void change(AgentId id, java.util.function.Consumer<Programmer> change) {
        var programmer = programmers.get(id);
        if (programmer != null) {
            change.accept(programmer);
            place(programmer);
        }
    }

    private int othersAttempts(AgentView view) {
        var heartbeat = view.heartbeat();
        return heartbeat == null
                ? 0
                : (int) heartbeat.attempts().stream().filter(isOurAttempt.negate()).count();
    }

    private void place(Programmer programmer) {
        for (var demand : programmer.demands()) {
            var rotation = rotations.computeIfAbsent(demand, _ -> new RoundRobin<>());
            if (programmer.isAvailable()) {
                rotation.join(programmer);
            } else {
                rotation.leave(programmer);
            }
        }
    }
}
