/**
 * Whole fleets of real processes, seen from outside: over HTTP, through git and through {@code
 * /proc}. What tasks did is read from what they left in their commits, not from what the fleet says
 * of itself.
 */
@NullMarked
package dev.codefleet.systemtests;

import org.jspecify.annotations.NullMarked;
