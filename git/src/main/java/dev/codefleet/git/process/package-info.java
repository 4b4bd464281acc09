/**
 * Running the {@code git} command: what to run ({@link GitCall}), within which limits, and what
 * came of it ({@link GitResult}, {@link GitFailed}).
 *
 * <p>Every process is started from a list of arguments, never through a shell, with an environment
 * built from nothing, a time-out that ends its whole process tree, and bounded output. No
 * configuration of the machine or of the user is read, no hook is run, nothing is asked on a
 * terminal.
 */
@NullMarked
package dev.codefleet.git.process;

import org.jspecify.annotations.NullMarked;
