package dev.codefleet.manager.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The transitions that the types allow are those that the package's documentation draws. */
class StateMachinesTest {
    @Test
    void aJobGoesOnlyWhereItIsDrawnToGo() {
        assertThat(transitions(Job.class))
                .containsExactlyInAnyOrder(
                        "Queued -> Running",
                        "Queued -> Failed",
                        "Queued -> Cancelled",
                        "Running -> Integrating",
                        "Running -> Failed",
                        "Running -> Cancelled",
                        "Integrating -> Succeeded",
                        "Integrating -> Failed",
                        "Integrating -> Cancelled",
                        "Failed -> Queued",
                        "Cancelled -> Queued");
    }

    @Test
    void aSubtaskGoesOnlyWhereItIsDrawnToGo() {
        assertThat(transitions(Subtask.class))
                .containsExactlyInAnyOrder(
                        "Pending -> Ready",
                        "Pending -> Skipped",
                        "Pending -> Cancelled",
                        "Ready -> Running",
                        "Ready -> Failed",
                        "Ready -> Cancelled",
                        "Running -> Succeeded",
                        "Running -> Ready",
                        "Running -> Failed",
                        "Running -> Cancelled",
                        "Failed -> Pending",
                        "Cancelled -> Pending",
                        "Skipped -> Pending");
    }

    @Test
    void onlyAJobThatHasNotEndedIsActive() {
        for (var state : records(Job.class)) {
            boolean isActive = Job.Active.class.isAssignableFrom(state);
            boolean canEnd =
                    transitions(Job.class).stream()
                            .anyMatch(each -> each.equals(state.getSimpleName() + " -> Failed"));
            assertThat(isActive).as(state.getSimpleName()).isEqualTo(canEnd);
        }
    }

    private static Set<String> transitions(Class<?> machine) {
        var transitions = new TreeSet<String>();
        for (var from : records(machine)) {
            Arrays.stream(from.getMethods())
                    .map(Method::getReturnType)
                    .filter(machine::isAssignableFrom)
                    .forEach(to ->
                            transitions.add(from.getSimpleName() + " -> " + to.getSimpleName()));
        }
        return transitions;
    }

    private static List<Class<?>> records(Class<?> machine) {
        var records = new ArrayList<Class<?>>();
        for (var permitted : machine.getPermittedSubclasses()) {
            if (permitted.isRecord()) {
                records.add(permitted);
            } else {
                records.addAll(records(permitted));
            }
        }
        return records;
    }
}
