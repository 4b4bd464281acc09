/**
 * The work that a fault run gives its fleet, and the witnesses of it: jobs handed in one after the
 * other, and executors that tell from inside when they live.
 */
@NullMarked
package dev.codefleet.chaos.load;

import org.jspecify.annotations.NullMarked;
