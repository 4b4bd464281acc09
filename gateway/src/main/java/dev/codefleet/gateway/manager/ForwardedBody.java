package dev.codefleet.gateway.manager;

import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;

/** The body of a forwarded request; it can be sent any number of times. */
public sealed interface ForwardedBody {
    record None() implements ForwardedBody {}

    record InMemory(Buffer bytes) implements ForwardedBody {}

    record InFile(Path file, long bytes) implements ForwardedBody {}
}
