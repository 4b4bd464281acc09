/**
 * The engine: one thread that owns all held jobs, and one that writes what it decides.
 *
 * <p>HTTP answers, timers, git and the registries' views reach the {@link
 * dev.codefleet.manager.engine.Engine} as tasks. Each round of tasks decides and adds row changes
 * to the open batch; the {@link dev.codefleet.manager.engine.Committer} writes that in one
 * transaction, and only then its effects run. Memory runs ahead of the database by that one batch.
 * If the batch cannot be written because a job has another owner, that job's memory is dropped:
 * nothing of it was visible to anybody.
 */
@NullMarked
package dev.codefleet.manager.engine;

import org.jspecify.annotations.NullMarked;
