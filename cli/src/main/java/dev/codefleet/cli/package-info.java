/** The codefleet command: starts a fleet on one machine, submits and follows jobs. */
@NullMarked
package dev.codefleet.cli;

import org.jspecify.annotations.NullMarked;
