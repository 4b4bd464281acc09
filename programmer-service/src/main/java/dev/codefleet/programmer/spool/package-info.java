/**
 * What must outlive the process: the attempts that have begun, and the reports, bundles and whole
 * logs that no manager has acknowledged.
 *
 * <p>A report comes into the spool last and in one step: where there is a report, there is all of
 * it. An attempt of which the spool has a begin and no report was cut off by the end of its
 * process; the next process kills what is left of it and reports it as PROGRAMMER_LOST.
 */
@NullMarked
package dev.codefleet.programmer.spool;

import org.jspecify.annotations.NullMarked;
