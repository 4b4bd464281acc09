/** Runs attempts in its slots: workspace, executor, checks, report. */
@NullMarked
package dev.codefleet.programmer;

import org.jspecify.annotations.NullMarked;
