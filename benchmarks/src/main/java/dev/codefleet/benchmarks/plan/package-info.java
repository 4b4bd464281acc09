/** Graphs of work with their lower bounds, and the plans that have a fleet do it. */
@NullMarked
package dev.codefleet.benchmarks.plan;

import org.jspecify.annotations.NullMarked;
