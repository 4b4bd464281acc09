/**
 * An agent's side of the registry: how it is announced to all replicas, and how it sees all others.
 *
 * <pre>
 *   {@link Announcer} ──ReplicaLink──> registry 1 ──ReplicaWatch──┐
 *   (register, beat)  ──ReplicaLink──> registry 2 ──ReplicaWatch──┼──> MergedView ──> {@link dev.codefleet.registryclient.view.Directory}
 *                     ──ReplicaLink──> registry 3 ──ReplicaWatch──┘    (one view)      (snapshots)
 * </pre>
 *
 * <p>Replicas know nothing of each other, and none has the last word. So whoever uses them reckons
 * with majorities of the <em>configured</em> ones, whether they answer or not:
 *
 * <ul>
 *   <li><b>Seen as ALIVE</b> if any connected replica says so: the others may be cut off from the
 *       agent. <b>LOST</b> only if a majority says so, where a replica that cannot be reached, or
 *       has just been started, says nothing. Otherwise SUSPECT: it gets no new work, and nobody
 *       takes away what it has.
 *   <li><b>Heard</b> ({@link Announcer#majorityHeardAgo}) counts from when that beat was sent which
 *       the last of a majority has acknowledged. Two majorities share a replica, and at that one
 *       the time from sending is over first: {@link dev.codefleet.registryclient.view.TrustWindow}
 *       has the figures that keep two programmers from working on one attempt.
 *   <li><b>No registry at all</b> stops nobody's work: what replicas said last is kept and used
 *       until one of them is back and has heard everybody that it can hear.
 * </ul>
 *
 * <p>An agent's <em>incarnation</em> is one life of its process. The newest one counts; an older
 * one is told that it is superseded, and stops working. Of one incarnation the beat with the
 * highest number counts, however late another arrives.
 *
 * <p>A service provides an {@link AgentStatus} bean, and is announced once its HTTP server listens.
 */
@NullMarked
package dev.codefleet.registryclient;

import org.jspecify.annotations.NullMarked;
