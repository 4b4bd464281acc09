/** The commands that start, show and stop a fleet, and what all commands are given. */
@NullMarked
package dev.codefleet.cli.fleet;

import org.jspecify.annotations.NullMarked;
