/**
 * A real PostgreSQL without Docker and without an installation: the programs come in jars, are
 * unpacked once, and serve a directory on this machine.
 *
 * <p><b>Durable.</b> {@code fsync}, {@code synchronous_commit} and {@code full_page_writes} are on
 * and cannot be turned off by an option or in the data directory. A new data directory appears by
 * one rename, whole or not at all.
 *
 * <p><b>Owned.</b> A home has one owner at a time, the JVM that holds the lock on {@code
 * owner.lock}; the kernel gives the lock back when that JVM dies. The server dies with its owner:
 *
 * <pre>
 *   owner (JVM) ──holds──▶ pipe ──read by──▶ watcher (sh)
 *      │                                        │ at the end of the pipe: SIGINT, after 30 s SIGQUIT
 *      └────── starts ──────▶ postgres ◀────────┘
 * </pre>
 *
 * The pipe ends when the owner closes it, and also when the owner is killed. Whoever opens the home
 * next holds the lock, so a server still found on the data directory has lost its owner: it is shut
 * down and started anew, never shared. A {@code postmaster.pid} whose number belongs to some other
 * program by now is removed; one whose process is gone is left to PostgreSQL, which also looks for
 * surviving backends of the old server.
 *
 * <p><b>Private.</b> It listens on 127.0.0.1 only, every connection needs the random password from
 * the 0600 file in the home, there is no Unix socket, and the server inherits neither environment
 * nor terminal from its owner.
 *
 * <p><b>Not root.</b> PostgreSQL refuses to run as root. Under root it runs in a user namespace
 * ({@code unshare}), where root's files stay readable and root's power is gone; where containers
 * forbid that, as {@code nobody} ({@code setpriv}).
 */
@NullMarked
package dev.codefleet.postgres;

import org.jspecify.annotations.NullMarked;
