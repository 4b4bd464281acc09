/**
 * The events of an attempt while it runs: phases and log lines, kept for followers that come later
 * and bounded in number and size. In memory, without container or I/O.
 */
@NullMarked
package dev.codefleet.programmer.stream;

import org.jspecify.annotations.NullMarked;
