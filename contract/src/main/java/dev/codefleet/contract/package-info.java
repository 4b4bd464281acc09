/**
 * The wire between the parts of a fleet: every record that one process sends another, the ids in
 * them, and no logic.
 *
 * <pre>
 *   client   ── job, plan, problem ──&gt; gateway ──(the same)──&gt; manager
 *   manager  ── attempt ─────────────────────────────────────&gt; programmer
 *   gateway, manager, programmer ── agent ───────────────────&gt; registry
 * </pre>
 *
 * <p>Calls go in the direction of the arrows only. What comes back is the answer to a call, or a
 * stream of server-sent events that the caller opened: {@code AttemptEvent} from a programmer,
 * {@code WatchEvent} from a registry, {@code JobEvent} from a manager. A reader resumes a stream by
 * the id of the last event that it saw.
 *
 * <p><b>Form.</b> JSON in UTF-8 with names in snake_case, instants as RFC 3339, durations as ISO
 * 8601; enums are written in upper case unless they say otherwise. A component that may be missing
 * is {@code @Nullable}, and its comment says what its absence means; a missing list or map is an
 * empty one, and a missing number 0. A record that lacks anything else is refused while it is read,
 * with the name of the field. The name of a stream's events is written on their type.
 *
 * <p><b>Change.</b> Services of two neighbouring versions understand each other in both directions,
 * so that a fleet is replaced one process at a time. Unknown fields are ignored; a new field is
 * {@code @Nullable} or a collection; a field never changes its meaning, a new meaning gets a new
 * name; and what is named on the wire keeps that name when its type is renamed.
 *
 * <p><b>Repetition.</b> Any request may arrive twice: a connection can break between what was done
 * and its answer. So whatever changes something says which change it is, and the second one is told
 * apart by its id rather than by luck: a submission by its idempotency key, an order by its {@code
 * AttemptId}, a beat by its number. An order also carries its manager's fence and the programmer's
 * epoch, by which one that was held up on its way is refused when it is no longer wanted.
 */
@NullMarked
package dev.codefleet.contract;

import org.jspecify.annotations.NullMarked;
