/**
 * A real fleet for the time of a benchmark, the jobs that it is given, and the processor time of
 * its processes.
 */
@NullMarked
package dev.codefleet.benchmarks.fleet;

import org.jspecify.annotations.NullMarked;
