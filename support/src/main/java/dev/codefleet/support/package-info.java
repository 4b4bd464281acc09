/**
 * Plain tools that several modules need, without a framework: JSON and server-sent events as all of
 * Codefleet speaks them, SHA-256 sums, directory trees, back-off, the end of a file, TCP ports and
 * trees of processes.
 *
 * <p>What is here has at least two users in different modules and knows nothing of jobs, agents or
 * services. What only services need, such as problem details and limits of bodies, is in {@code
 * dev.codefleet.web}.
 */
@NullMarked
package dev.codefleet.support;

import org.jspecify.annotations.NullMarked;
