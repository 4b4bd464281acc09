package dev.codefleet.contract.plan;

import java.util.List;

/**
 * A valid plan: keys are unique, every dependency exists, and there is no cycle.
 *
 * @param finalChecks shell scripts that must exit 0 on the merged head
 */
public record Plan(
        int version, String title, List<String> finalChecks, List<PlannedSubtask> subtasks) {}
