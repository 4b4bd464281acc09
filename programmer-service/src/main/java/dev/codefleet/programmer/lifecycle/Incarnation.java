package dev.codefleet.programmer.lifecycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;

/**
 * The number of this life of the programmer: above those of all lives before, also when a clock
 * went back.
 */
public final class Incarnation {
    private Incarnation() {}

    /**
     * Takes the next number.
     *
     * @param home where the last one is kept
     */
    static long next(Path home, Instant now) throws IOException {
        var file = home.resolve("incarnation");
        var last = Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 0;
        var next = Math.max(now.toEpochMilli(), last + 1);
        var part = home.resolve("incarnation.part");
        Files.writeString(part, next + "\n");
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        return next;
    }
}
