/**
 * Requests about jobs: checked here as far as can be done without knowing the job, answered by a
 * manager.
 */
@NullMarked
package dev.codefleet.gateway.job;

import org.jspecify.annotations.NullMarked;
