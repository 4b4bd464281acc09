/** The graph of subtasks of a job as its author wrote it. */
@NullMarked
package dev.codefleet.contract.plan;

import org.jspecify.annotations.NullMarked;
