/**
 * Why no two programmers work on one attempt: the rule by which an attempt stops itself before
 * anybody else may be given its work.
 *
 * <p>The programmer cannot be told that its attempt was given up: a manager gives up what it cannot
 * reach. So both sides count time, the programmer from when it <em>sent</em> what was heard of it
 * last, the others from when they <em>received</em> it.
 *
 * <pre>
 *                     sends beat n                        12 s: the attempt is killed
 *   programmer  ──────────●────────────────────────────────────✕
 *                          \  heard by a majority
 *   registry    ────────────●──────────────────────────────────────────✕
 *                      receives it                          15 s: LOST, the earliest moment
 *                                                            at which a manager gives it up
 * </pre>
 *
 * <p><b>The programmer's side: 12 s</b> ({@link dev.codefleet.registryclient.view.TrustWindow}).
 * {@link CutOffRule} lets an attempt go on while, within the last 12 s by the monotonic clock, a
 * manager has heard what was sent ({@link ManagerContact}, by the numbers of {@link Beats} that it
 * sends back), or a majority of the configured registries has acknowledged a beat that was sent in
 * that time. With the registries alone, which keep others from taking the work over, it goes on for
 * two minutes: nobody may want it any more. An open connection proves nothing, since nobody may be
 * at its other end.
 *
 * <p><b>The managers' side: 15 s.</b> A manager gives an attempt up only when its stream is broken
 * and cannot be attached again, and a majority of the registries says LOST, which takes 15 s
 * without a beat, and the manager itself has had no contact for as long; or when the programmer
 * itself says that it does not know the attempt, its port refused twice in a row, or 150 s went by
 * without any contact.
 *
 * <p><b>Why that is enough.</b> Any two majorities share a replica. At that replica, the 12 s since
 * the last acknowledged beat was sent are over before the 15 s since it was received, also when the
 * clocks' rates differ by 10 %. A registry refuses to start with times that break this order.
 *
 * <p><b>A paused process</b> cannot look at its clock, and is not to go on when it wakes:
 *
 * <ul>
 *   <li>{@link CutOffWatch} looks twice a second. At each look it puts the attempt's {@link
 *       StopSignal} off to the moment that the rule allows; the signal comes by itself when it is
 *       not put off, so a thread that wakes after a pause finds it there before it does anything
 *       else.
 *   <li>The processes of an attempt are not paused with this one. The {@link Watchdog}, a small
 *       process beside it, kills them unless it is fed, at most 10 s ahead.
 * </ul>
 *
 * <p>There is no room for a grace between asking and killing: an attempt that is cut off is killed
 * at once, also while it has the grace of one that was cancelled before.
 *
 * <p><b>Two guards stand behind.</b> {@link Epochs}: an order that was held up in a cut until after
 * its attempt was given up names an epoch that is over, and is refused. Fences: an order of a
 * manager that has lost its jobs names a fence below one that was seen, and is refused ({@link
 * dev.codefleet.programmer.order.Fences}); should it be taken all the same, what it brings is not
 * written, since the database's rows have another fence.
 *
 * <p>Nothing here does I/O or knows a container: the simulation runs these very classes.
 */
@NullMarked
package dev.codefleet.programmer.trust;

import org.jspecify.annotations.NullMarked;
