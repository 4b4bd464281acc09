/**
 * A manager's time-limited right to its jobs, and taking over those of managers that lost theirs.
 */
@NullMarked
package dev.codefleet.manager.lease;

import org.jspecify.annotations.NullMarked;
