/**
 * TCP relays between the processes of a fleet: each link of one process to another goes through a
 * relay of its own, which can cut it in one direction or both, slow it, and break it.
 *
 * <pre>
 *   manager-1 ── 127.7.3.9:6151 ──> relay ── 127.0.0.1:6151 ──> programmer-1
 *   manager-2 ── 127.7.4.9:6151 ──> relay ── 127.0.0.1:6151 ──> programmer-1
 * </pre>
 *
 * <p>Processes announce themselves by name ({@code http://programmer-1:6151}), and every process
 * has a hosts file of its own ({@code jdk.net.hosts.file}) in which that name is the address of its
 * relay. So the same announced address is another link for each who reads it, nothing in the
 * services knows of relays, and no root is needed: on Linux all of 127.0.0.0/8 is this machine.
 */
@NullMarked
package dev.codefleet.chaos.relay;

import org.jspecify.annotations.NullMarked;
