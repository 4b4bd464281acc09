/** Programs that measure whole fleets and their parts, run by hand on a quiet machine. */
@NullMarked
package dev.codefleet.benchmarks;

import org.jspecify.annotations.NullMarked;
