package dev.codefleet.programmer.execute;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The machine's processes as {@code /proc} shows them. Where there is none (macOS) nothing is
 * found, and only descendants are known.
 */
final class ProcessTable {
    private static final int MOST_BYTES = 4 << 20;
    private static final Path PROC = Path.of("/proc");

    /**
     * What one look has shown.
     *
     * @param found processes that belong to the attempt
     * @param isClear false if a process was just replacing its program: for that moment it shows no
     *     environment, and may belong to the attempt or not
     */
    record Look(Set<ProcessHandle> found, boolean isClear) {}

    /**
     * Looks for the processes whose environment has a variable, or that are of a session.
     *
     * @param marker the variable, written {@code NAME=value}
     */
    Look look(String marker, OptionalLong session) {
        var found = new LinkedHashSet<ProcessHandle>();
        var isClear = true;
        if (!Files.isDirectory(PROC)) {
            return new Look(found, true);
        }
        var variable = (marker + "\0").getBytes(StandardCharsets.UTF_8);
        var self = ProcessHandle.current().pid();
        try (var processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (var process : processes) {
                var pid = Long.parseLong(process.getFileName().toString());
                // The handle is taken first: should the number be given to another process between,
                // the handle's start time does not fit that one and it is not touched.
                var handle = ProcessHandle.of(pid);
                if (pid == self || handle.isEmpty()) {
                    continue;
                }
                var environment = read(process.resolve("environ"));
                if (environment.isEmpty()) {
                    // Gone, or another user's: not of the attempt.
                    continue;
                }
                if (hasVariable(environment.get(), variable) || isOf(process, session)) {
                    found.add(handle.get());
                } else if (environment.get().length == 0 && stat(process).isReplacingProgram()) {
                    isClear = false;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Without a list the descendants are all that is known.
            return new Look(found, true);
        }
        return new Look(found, isClear);
    }

    /** Whether a process has ended and only waits for its parent to look at it. */
    boolean isZombie(ProcessHandle process) {
        return stat(PROC.resolve(Long.toString(process.pid()))).isZombie();
    }

    private static boolean isOf(Path process, OptionalLong session) {
        return session.isPresent() && stat(process).session() == session.getAsLong();
    }

    private static ProcessStat stat(Path process) {
        var line = read(process.resolve("stat")).orElseGet(() -> new byte[0]);
        return ProcessStat.parse(new String(line, StandardCharsets.ISO_8859_1));
    }

    /** The content, or empty when the process is gone or may not be read. */
    private static Optional<byte[]> read(Path file) {
        try (var stream = Files.newInputStream(file)) {
            return Optional.of(stream.readNBytes(MOST_BYTES));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The environment is a row of variables, each ended by a zero byte. */
    static boolean hasVariable(byte[] environment, byte[] wanted) {
        var start = 0;
        while (start + wanted.length <= environment.length) {
            var end = start;
            while (end < environment.length && environment[end] != 0) {
                end++;
            }
            if (end - start + 1 == wanted.length
                    && Arrays.equals(environment, start, end + 1, wanted, 0, wanted.length)) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }
}
