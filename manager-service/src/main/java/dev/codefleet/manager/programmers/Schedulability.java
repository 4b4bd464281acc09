package dev.codefleet.manager.programmers;

import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.plan.ExecutorKind;
import dev.codefleet.manager.schedule.SubtaskDemand;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether any programmer could take a subtask if all slots were free, and if none could,
 * why. That all slots are busy is no reason: they will be free again. Pure.
 */
final class Schedulability {
    /** Whether a programmer takes orders at all. */
    enum Readiness {
        TAKES_ORDERS("takes orders", "take orders"),
        DRAINING("is stopping", "are stopping"),
        FAILED("says that it has failed", "say that they have failed"),
        SILENT("is not heard by the registries", "are not heard by the registries"),
        UNREACHABLE(
                "cannot be reached by this manager at its address",
                "cannot be reached by this manager at their addresses");

        private final String one;
        private final String many;

        Readiness(String one, String many) {
            this.one = one;
            this.many = many;
        }

        String of(int number) {
            return number + " " + (number == 1 ? one : many);
        }
    }

    /** What is known of one programmer. */
    record Candidate(Collection<Lane> lanes, Set<SubtaskDemand> demands, Readiness readiness) {}

    private Schedulability() {}

    /**
     * Empty if somebody could take it.
     *
     * @param agent the coding agent that a subtask with this demand names; null if none
     * @param isComplete whether a majority of the registries says who is there
     */
    static Optional<String> obstacle(
            SubtaskDemand demand,
            @Nullable String agent,
            Collection<Candidate> programmers,
            boolean isComplete) {
        if (programmers.isEmpty()) {
            return Optional.of(
                    isComplete
                            ? "No programmer is registered. Start one."
                            : "No programmer is known, and too few registries answer to say who is there.");
        }
        var ofLane =
                programmers.stream().filter(each -> each.lanes().contains(demand.lane())).toList();
        if (ofLane.isEmpty()) {
            return Optional.of(noLane(demand.lane(), programmers));
        }
        var able = ofLane.stream().filter(each -> each.demands().contains(demand)).toList();
        if (able.isEmpty()) {
            return Optional.of(noExecutor(demand, agent, ofLane));
        }
        return able.stream().anyMatch(each -> each.readiness() == Readiness.TAKES_ORDERS)
                ? Optional.empty()
                : Optional.of(noneReady(demand, able));
    }

    private static String noLane(Lane lane, Collection<Candidate> programmers) {
        var known = EnumSet.noneOf(Lane.class);
        programmers.forEach(each -> known.addAll(each.lanes()));
        return "No programmer has the lane "
                + word(lane)
                + "; there are programmers of "
                + words(known)
                + ". Start one with this lane, or give the subtask another lane.";
    }

    private static String noExecutor(
            SubtaskDemand demand, @Nullable String agent, List<Candidate> ofLane) {
        var known = EnumSet.noneOf(ExecutorKind.class);
        ofLane.forEach(each -> each.demands().forEach(one -> known.add(one.executor())));
        return "No programmer of the lane "
                + word(demand.lane())
                + " has the executor "
                + word(demand.executor())
                + (agent == null ? "" : " (the agent " + agent + ")")
                + "; they have "
                + words(known)
                + ". Start one that has it, or give the subtask another executor.";
    }

    private static String noneReady(SubtaskDemand demand, List<Candidate> able) {
        Map<Readiness, Integer> counts = new EnumMap<>(Readiness.class);
        able.forEach(each -> counts.merge(each.readiness(), 1, Integer::sum));
        List<String> parts = new ArrayList<>();
        counts.forEach((readiness, number) -> parts.add(readiness.of(number)));
        return "Of the programmers of the lane "
                + word(demand.lane())
                + " with the executor "
                + word(demand.executor())
                + " none takes orders: "
                + String.join(", ", parts)
                + ". See `codefleet status`, and start one.";
    }

    private static String words(Collection<? extends Enum<?>> values) {
        return values.isEmpty()
                ? "none"
                : values.stream().map(Schedulability::word).collect(Collectors.joining(", "));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
