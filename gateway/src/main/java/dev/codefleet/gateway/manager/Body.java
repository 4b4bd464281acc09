package dev.codefleet.gateway.manager;

import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;

/** What a request carries; it can be sent any number of times. */
public sealed interface Body {
    record None() implements Body {}

    record InMemory(Buffer bytes) implements Body {}

    record InFile(Path file, long bytes) implements Body {}
}
