/**
 * Managers as a gateway uses them: which one to ask, how to ask it, and what to do when it does not
 * answer.
 *
 * <p>Every request that a gateway forwards may be sent twice without harm: reads and cancellation
 * by nature, submissions by their idempotency key. So a try that failed in any way is simply made
 * again elsewhere, and only the number of tries is bounded. A manager that answers 421 names the
 * owner of the job, which is then asked once.
 *
 * <p>Bodies pass through in pieces, as fast as the slower side takes them. Once an answer has begun
 * it cannot be taken back: when the manager is lost in the middle, the client's connection is cut,
 * so that half an answer never looks like a whole one, and readers of events come back with {@code
 * Last-Event-ID}.
 */
@NullMarked
package dev.codefleet.gateway.manager;

import org.jspecify.annotations.NullMarked;
