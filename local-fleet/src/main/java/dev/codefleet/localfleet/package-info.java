/**
 * A fleet on one machine: which processes it is made of, how they are started, watched and stopped,
 * and how one is found again.
 *
 * <p>One process, the supervisor, owns the fleet: {@code codefleet up} itself, the background
 * process of {@code up --detach}, or a {@code run} that found no fleet. It holds the lock {@code
 * fleet.lock} for as long as it lives; the kernel takes the lock back however it ends, so "is a
 * fleet up" has one truthful answer. {@code fleet.json} says what was started: process ids with
 * their start times, so that an id that the system gave to someone else is never signalled.
 *
 * <p>Each service runs in a session of its own. A Ctrl-C in the terminal therefore reaches the
 * supervisor alone, which stops the others in order: gateways, managers, programmers, registries,
 * and PostgreSQL last. When the supervisor is killed so that it can stop nobody, PostgreSQL ends by
 * itself, and the services stay until the next {@code down} or {@code up} ends them: it finds them
 * by {@code fleet.json} and by the home directory in their command line.
 */
@NullMarked
package dev.codefleet.localfleet;

import org.jspecify.annotations.NullMarked;
