package dev.codefleet.contract.plan;

import java.time.Duration;
import java.util.List;

/**
 * A valid plan: keys are unique, every dependency exists, and there is no cycle.
 *
 * @param timeout how long the job may be RUNNING in all
 * @param finalChecks shell scripts that must exit 0 on the merged head
 */
public record Plan(
        int version,
        String title,
        Duration timeout,
        List<String> finalChecks,
        List<PlannedSubtask> subtasks) {}
