package dev.codefleet.manager.schedule;

import java.util.ArrayDeque;

/** One job's waiting subtasks of one demand and priority, first in, first out. */
final class Line<W> {
    final Share<W> share;
    final SubtaskDemand demand;
    final int priority;
    final ArrayDeque<W> subtasks = new ArrayDeque<>();

    Line(Share<W> share, SubtaskDemand demand, int priority) {
        this.share = share;
        this.demand = demand;
        this.priority = priority;
    }
}
