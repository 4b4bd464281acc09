/**
 * Who is alive, as this replica hears it.
 *
 * <p>Every agent beats to every replica; a replica talks to no other and keeps nothing on disk.
 * From the beats alone it concludes:
 *
 * <pre>
 *            beat                      beat                 beat
 *          +------+                +-----------+       +------------+
 *          v      |                v           |       v            |
 *   PUT -> ALIVE -+-- 6 s silent --> SUSPECT --+-- 15 s silent --> LOST --> forgotten after 1 h
 * </pre>
 *
 * SUSPECT agents get no new work; a LOST one shows as FAILED with the message {@code heartbeat
 * lost}. What becomes of the work of a LOST agent is not decided here: whoever gave the work asks a
 * majority of the configured replicas.
 *
 * <p>Three rules keep one replica from accusing many by mistake. While it is <em>warming</em>, for
 * one LOST period after its start, it accuses nobody. When its own clock tick comes late, the time
 * it did not live through is not counted as anybody's silence. And by {@link
 * dev.codefleet.registry.membership.SelfPreservation}, when a good part of a pool falls silent
 * together, the network is the likelier culprit, so silence makes nobody LOST for a while.
 *
 * <p>Decisions only: {@link dev.codefleet.registry.membership.Agents} has no I/O, and the time is a
 * parameter.
 */
@NullMarked
package dev.codefleet.registry.membership;

import org.jspecify.annotations.NullMarked;
