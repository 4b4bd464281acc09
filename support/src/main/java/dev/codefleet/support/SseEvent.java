package dev.codefleet.support;

import org.jspecify.annotations.Nullable;

/**
 * A server-sent event.
 *
 * @param id what a reader sends as {@code Last-Event-ID} to go on after this event; null when the
 *     event has none. No line breaks
 * @param name what kind of event it is. No line breaks
 * @param data any text
 */
public record SseEvent(@Nullable String id, String name, String data) {}
