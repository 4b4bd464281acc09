/**
 * The states of jobs and subtasks, and the stores that keep them.
 *
 * <pre>
 * job      QUEUED -> RUNNING -> INTEGRATING -> SUCCEEDED
 *             |         |            |
 *             ^         |            |
 *             +---------+------------+-------> FAILED | CANCELLED
 *             |                                  |
 *             +----------- resumed --------------+
 *
 * subtask  PENDING -> READY -> RUNNING -> SUCCEEDED
 *             |         ^ |       |
 *             |         | |       +--> FAILED | CANCELLED
 *             |         +-|-------+    (a retry, from not_before on)
 *             |           +----------> FAILED (what it builds on does not fit) | CANCELLED
 *             +--> SKIPPED (a dependency failed) | CANCELLED
 *             ^
 *             +--- the job is resumed: FAILED | CANCELLED | SKIPPED
 * </pre>
 *
 * <p>The same machines are in the schema: CHECK constraints tie states to what they need, and every
 * write of {@link dev.codefleet.manager.job.BatchStore} names the state that it expects, under a
 * lock of the job's row with its fence.
 */
@NullMarked
package dev.codefleet.manager.job;

import org.jspecify.annotations.NullMarked;
