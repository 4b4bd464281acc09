/**
 * The parts of a report on an attempt: the receipt, the failure of an iteration or of the whole,
 * the flags for reviewers, the message of the commit. Decisions without container or I/O.
 */
@NullMarked
package dev.codefleet.programmer.report;

import org.jspecify.annotations.NullMarked;
