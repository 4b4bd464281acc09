/**
 * What every HTTP service shares: problem details, streams of server-sent events, limits of bodies,
 * and the injected sources of time, chance and ids. What needs no container, such as JSON, is in
 * {@code dev.codefleet.support}.
 */
@NullMarked
package dev.codefleet.web;

import org.jspecify.annotations.NullMarked;
