package dev.codefleet.programmer.execute;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The machine's processes as {@code /proc} shows them. Where there is none (macOS) nothing is
 * found, and only descendants are known.
 */
final class ProcessTable {
    private static final int MOST_BYTES = 4 << 20;
    private static final Path PROC = Path.of("/proc");

    /** Processes whose environment has the variable {@code marker}, written {@code NAME=value}. */
    Set<ProcessHandle> marked(String marker) {
        var wanted = (marker + "\0").getBytes(StandardCharsets.UTF_8);
        return find(process -> hasVariable(read(process.resolve("environ")), wanted));
    }

    /** Processes of a session, its leader included. */
    Set<ProcessHandle> inSession(long session) {
        var wanted = Long.toString(session);
        return find(process -> field(read(process.resolve("stat")), 3).equals(Optional.of(wanted)));
    }

    /** Whether a process has ended and only waits for its parent to look at it. */
    boolean isZombie(ProcessHandle process) {
        var stat = read(PROC.resolve(Long.toString(process.pid())).resolve("stat"));
        return field(stat, 0).filter(state -> state.equals("Z") || state.equals("X")).isPresent();
    }

    private static Set<ProcessHandle> find(Predicate<Path> belongs) {
        var found = new LinkedHashSet<ProcessHandle>();
        if (!Files.isDirectory(PROC)) {
            return found;
        }
        var self = ProcessHandle.current().pid();
        try (var processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (var process : processes) {
                var pid = Long.parseLong(process.getFileName().toString());
                // The handle is taken first: should the number be given to another process between,
                // the handle's start time does not fit that one and it is not touched.
                var handle = ProcessHandle.of(pid);
                if (pid != self && handle.isPresent() && belongs.test(process)) {
                    found.add(handle.get());
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Without a list the descendants are all that is known.
            return found;
        }
        return found;
    }

    /** The content, or nothing of a process that is gone or another user's. */
    private static byte[] read(Path file) {
        try (var stream = Files.newInputStream(file)) {
            return stream.readNBytes(MOST_BYTES);
        } catch (IOException e) {
            return new byte[0];
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
            if (end - start + 1 == wanted.length && matches(environment, start, wanted)) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }

    private static boolean matches(byte[] environment, int start, byte[] wanted) {
        return Arrays.equals(environment, start, start + wanted.length, wanted, 0, wanted.length);
    }

    /**
     * A field of {@code stat}, counted from behind the name, which may hold blanks and brackets.
     */
    static Optional<String> field(byte[] stat, int index) {
        var text = new String(stat, StandardCharsets.ISO_8859_1);
        var fields = text.substring(text.lastIndexOf(')') + 1).strip().split(" ", -1);
        return fields.length > index ? Optional.of(fields[index]) : Optional.empty();
    }
}
