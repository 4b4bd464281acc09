/**
 * The start, the timed work and the end of the process: its objects put together, its place in the
 * registries, its health, and the grace that attempts and managers have when it is told to stop.
 */
@NullMarked
package dev.codefleet.programmer.lifecycle;

import org.jspecify.annotations.NullMarked;
