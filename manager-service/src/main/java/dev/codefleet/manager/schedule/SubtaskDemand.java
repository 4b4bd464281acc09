package dev.codefleet.manager.schedule;

import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.plan.ExecutorKind;

/** What a subtask asks of a programmer. There are at most lanes × executors of them. */
public record SubtaskDemand(Lane lane, ExecutorKind executor) {}
