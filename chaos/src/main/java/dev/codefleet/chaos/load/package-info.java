/**
 * The load of a fault run and the records of its execution: jobs handed in one after the other, and
 * executors that tell from inside when they live.
 */
@NullMarked
package dev.codefleet.chaos.load;

import org.jspecify.annotations.NullMarked;
