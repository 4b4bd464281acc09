package dev.codefleet.cli.terminal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;

/**
 * Notices that nobody reads standard output any more. A write would tell, but a command that
 * follows a job may have nothing to write for long; so the system's {@code poll} is asked, which
 * the JDK offers for sockets only.
 */
public final class PipeReader {
    private static final int STANDARD_OUTPUT = 1;
    private static final int LOOK_MS = 500;
    private static final short ERROR_OR_HANG_UP = 0x8 | 0x10;

    private PipeReader() {}

    /**
     * Starts to look.
     *
     * @param gone run once, on a thread of its own, when the reader has gone
     */
    public static void watch(Runnable gone) {
        Thread.ofPlatform()
                .daemon()
                .name("pipe-reader")
                .start(() -> {
                    if (hasGone()) {
                        gone.run();
                    }
                });
    }

    /** Returns when the reader has gone, or false where that cannot be told. */
    private static boolean hasGone() {
        try (var arena = Arena.ofConfined()) {
            var linker = Linker.nativeLinker();
            var poll =
                    linker.downcallHandle(
                            linker.defaultLookup().find("poll").orElseThrow(),
                            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
            // struct pollfd: no events are asked for; errors and hang-ups are always told.
            var entry = arena.allocate(MemoryLayout.sequenceLayout(2, JAVA_INT));
            entry.set(JAVA_INT, 0, STANDARD_OUTPUT);
            entry.set(JAVA_SHORT, 4, (short) 0);
            while (true) {
                entry.set(JAVA_SHORT, 6, (short) 0);
                var count = (int) poll.invokeExact(entry, 1L, LOOK_MS);
                if (count > 0) {
                    return (entry.get(JAVA_SHORT, 6) & ERROR_OR_HANG_UP) != 0;
                }
            }
        } catch (Throwable _) {
            // This system does not tell.
            return false;
        }
    }
}
