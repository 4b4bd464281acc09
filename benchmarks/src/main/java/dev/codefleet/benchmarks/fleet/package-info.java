/** A real fleet for the time of a benchmark, the jobs it is given, and what its processes cost. */
@NullMarked
package dev.codefleet.benchmarks.fleet;

import org.jspecify.annotations.NullMarked;
