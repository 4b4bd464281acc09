/**
 * The gateway's API as values and streams, for whoever asks a fleet: the command, local fleets that
 * wait until they are ready, fault runs and benchmarks.
 *
 * <p>Calls block. Whatever goes wrong, from a plan that is refused to a gateway that is not there,
 * is a {@link dev.codefleet.gatewayclient.CommandFailed}: lines that say to a user what is wrong
 * and the way out, and the exit code that a script sees.
 */
@NullMarked
package dev.codefleet.gatewayclient;

import org.jspecify.annotations.NullMarked;
