/**
 * What every HTTP service shares: JSON, problem details, server-sent events, and the injected
 * sources of time, chance and ids. {@link dev.codefleet.web.Json}, {@link dev.codefleet.web.Sse}
 * and {@link dev.codefleet.web.SseParser} need no container.
 */
@NullMarked
package dev.codefleet.web;

import org.jspecify.annotations.NullMarked;
