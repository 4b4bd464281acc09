/**
 * The history of a fault run, as lines of JSON: what the runner did to the fleet, what clients were
 * answered, what attempts said from inside, and what was left at the end. It knows nothing of the
 * fleet's own code, so that whoever judges by it need not trust that.
 *
 * <p>All times are nanoseconds of this machine's monotonic clock, which processes share.
 */
@NullMarked
package dev.codefleet.chaos.history;

import org.jspecify.annotations.NullMarked;
