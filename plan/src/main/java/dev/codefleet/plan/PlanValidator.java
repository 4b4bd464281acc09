package dev.codefleet.plan;

import dev.codefleet.plan.Draft.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Checks the graph as a whole: keys are unique, every dependency exists, there is no cycle, and all
 * of it together is bounded. Time and memory are linear in subtasks and dependencies; nothing
 * recurses, so a chain of 100,000 is as good as any other graph.
 */
final class PlanValidator {
    private static final int CHAIN_UPWARD = 8;

    /** Each suggestion compares with all keys, so their number shrinks as the plan grows. */
    private static final int SUGGESTION_COMPARISONS = 2_000_000;

    private final List<Draft> drafts;
    private final Faults faults;
    private final Map<String, Integer> positions = new HashMap<>();
    private final int[][] targets;
    private int suggestionsLeft;

    private PlanValidator(List<Draft> drafts, Faults faults) {
        this.drafts = drafts;
        this.faults = faults;
        this.targets = new int[drafts.size()][];
        this.suggestionsLeft = Math.clamp(SUGGESTION_COMPARISONS / drafts.size(), 1, Faults.MOST);
    }

    /**
     * @param drafts at least one
     * @param place of the list of subtasks
     */
    static void validate(List<Draft> drafts, FieldPath place, Faults faults) {
        var validator = new PlanValidator(drafts, faults);
        validator.indexKeys();
        var missing = validator.resolveDependencies();
        validator.nameMissing(missing);
        Cycles.forEach(validator.targets, validator::nameCycle);
        PlanSize.check(drafts, place, faults);
    }

    private void indexKeys() {
        for (var i = 0; i < drafts.size(); i++) {
            var draft = drafts.get(i);
            if (draft.key() == null) {
                continue;
            }
            var earlier = positions.putIfAbsent(draft.key(), i);
            if (earlier != null) {
                var line = drafts.get(earlier).keyLine();
                var message =
                        Quoted.of(draft.key())
                                + " is already the key of the subtask on line "
                                + line;
                faults.add(
                        draft.keyLine(), draft.place().field("key"), message, "a key of its own");
            }
        }
    }

    private record Missing(int subtask, Reference reference) {}

    /** Fills {@link #targets}, with -1 for a dependency that leads nowhere. */
    private List<Missing> resolveDependencies() {
        var missing = new ArrayList<Missing>();
        for (var i = 0; i < drafts.size(); i++) {
            var dependencies = drafts.get(i).dependencies();
            targets[i] = new int[dependencies.size()];
            var seen = new HashSet<String>();
            for (var j = 0; j < dependencies.size(); j++) {
                var reference = dependencies.get(j);
                var target = positions.get(reference.key());
                var isOwn = reference.key().equals(drafts.get(i).key());
                var isNew = seen.add(reference.key());
                targets[i][j] = target == null || isOwn || !isNew ? -1 : target;
                if (!isNew) {
                    fault(
                            reference,
                            Quoted.of(reference.key()) + " is listed twice",
                            "each key once");
                } else if (isOwn) {
                    fault(
                            reference,
                            "a subtask cannot depend on itself",
                            "the key of another subtask");
                } else if (target == null) {
                    missing.add(new Missing(i, reference));
                }
            }
        }
        return missing;
    }

    private void nameMissing(List<Missing> missing) {
        if (missing.isEmpty()) {
            return;
        }
        var dependents = firstDependents();
        for (var each : missing) {
            var key = each.reference().key();
            var message = "no subtask has the key " + Quoted.of(key);
            var chain =
                    chainDownTo(each.subtask(), dependents) + " -> " + Quoted.shortened(key, 64);
            var nearest = nearest(key);
            fault(
                    each.reference(),
                    message + " (" + chain + ")",
                    nearest == null ? "the key of a subtask" : "did you mean '" + nearest + "'?");
        }
    }

    private @Nullable String nearest(String key) {
        return suggestionsLeft-- > 0 ? ClosestWord.to(key, positions.keySet()) : null;
    }

    /** For each subtask one that depends on it, or -1. */
    private int[] firstDependents() {
        var dependents = new int[drafts.size()];
        Arrays.fill(dependents, -1);
        for (var i = drafts.size() - 1; i >= 0; i--) {
            for (var target : targets[i]) {
                if (target >= 0) {
                    dependents[target] = i;
                }
            }
        }
        return dependents;
    }

    /** How the plan gets to a subtask: some of those that depend on it, outermost first. */
    private String chainDownTo(int subtask, int[] dependents) {
        var chain = new ArrayList<Integer>();
        for (var at = subtask; at >= 0 && chain.size() < CHAIN_UPWARD; at = dependents[at]) {
            if (chain.contains(at)) {
                break;
            }
            chain.add(at);
        }
        Collections.reverse(chain);
        return Chain.of(chain.size(), i -> name(chain.get(i)));
    }

    private void nameCycle(int from, int dependency, IntUnaryOperator subtasks, int length) {
        var reference = drafts.get(from).dependencies().get(dependency);
        var chain = Chain.of(length + 1, i -> name(subtasks.applyAsInt(i % length)));
        fault(reference, "closes a cycle: " + chain, "a graph without cycles");
    }

    private String name(int subtask) {
        var key = drafts.get(subtask).key();
        return key == null ? "(no key)" : Quoted.shortened(key, 64);
    }

    private void fault(Reference reference, String message, String expected) {
        faults.add(reference.line(), reference.place(), message, expected);
    }
}
