package dev.codefleet.manager.schedule;

import java.util.ArrayDeque;

/** One job's waiting subtasks of one demand and priority, first in, first out. */
final class Line {
    final Share share;
    final SubtaskDemand demand;
    final int priority;
    final ArrayDeque<Integer> subtasks = new ArrayDeque<>();

    Line(Share share, SubtaskDemand demand, int priority) {
        this.share = share;
        this.demand = demand;
        this.priority = priority;
    }
}
