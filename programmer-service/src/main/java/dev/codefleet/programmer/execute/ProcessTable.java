package dev.codefleet.programmer.execute;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The machine's processes as {@code /proc} shows them. Where there is none (macOS) nothing is
 * found, and only descendants are known. Every process that ends is followed by such a look, so it
 * takes the shortest way to the files.
 */
final class ProcessTable {
    private static final int MOST_BYTES = 4 << 20;
    private static final int USUAL_BYTES = 8 << 10;
    private static final File PROC = new File("/proc");

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
        var variable = (marker + "\0").getBytes(StandardCharsets.UTF_8);
        var self = Long.toString(ProcessHandle.current().pid());
        for (var name : names()) {
            if (!Character.isDigit(name.charAt(0)) || name.equals(self)) {
                continue;
            }
            switch (kinship(name, variable, session)) {
                case OURS -> confirmed(name, variable, session).ifPresent(found::add);
                case UNCLEAR -> isClear = false;
                case NONE -> {}
            }
        }
        return new Look(found, isClear);
    }

    /** Whether a process has ended and only waits for its parent to look at it. */
    boolean isZombie(ProcessHandle process) {
        return stat(Long.toString(process.pid())).isZombie();
    }

    /** The number of the process that was started last on this machine; 0 where none is known. */
    long newest() {
        var words = read("", "loadavg").map(line -> new String(line, StandardCharsets.US_ASCII));
        try {
            return words.map(line ->
                            Long.parseLong(line.strip().substring(line.lastIndexOf(' ') + 1)))
                    .orElse(0L);
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    private enum Kinship {
        OURS,
        UNCLEAR,
        NONE
    }

    private static Kinship kinship(String pid, byte[] variable, OptionalLong session) {
        var environment = read(pid, "environ");
        if (environment.isEmpty()) {
            // Gone, or another user's: not of the attempt.
            return Kinship.NONE;
        }
        if (hasVariable(environment.get(), variable)) {
            return Kinship.OURS;
        }
        if (session.isPresent() && stat(pid).session() == session.getAsLong()) {
            return Kinship.OURS;
        }
        var isUnclear = environment.get().length == 0 && stat(pid).isReplacingProgram();
        return isUnclear ? Kinship.UNCLEAR : Kinship.NONE;
    }

    /**
     * The process, looked at again with its handle in hand: should its number be given to another
     * one from now on, the handle's start time does not fit that one and it is not touched.
     */
    private static Optional<ProcessHandle> confirmed(
            String pid, byte[] variable, OptionalLong session) {
        return ProcessHandle.of(Long.parseLong(pid))
                .filter(_ -> kinship(pid, variable, session) == Kinship.OURS);
    }

    private static String[] names() {
        var names = PROC.list();
        return names == null ? new String[0] : names;
    }

    /** What is known of a process; blank when it is gone. */
    static ProcessStat stat(String pid) {
        var line = read(pid, "stat").orElseGet(() -> new byte[0]);
        return ProcessStat.parse(new String(line, StandardCharsets.ISO_8859_1));
    }

    /** The content, or empty when the process is gone or may not be read. */
    private static Optional<byte[]> read(String pid, String file) {
        try (var stream = new FileInputStream("/proc/" + pid + "/" + file)) {
            var start = new byte[USUAL_BYTES];
            var count = Math.max(0, stream.read(start));
            if (count < USUAL_BYTES) {
                return Optional.of(Arrays.copyOf(start, count));
            }
            var rest = stream.readNBytes(MOST_BYTES);
            var all = Arrays.copyOf(start, USUAL_BYTES + rest.length);
            System.arraycopy(rest, 0, all, USUAL_BYTES, rest.length);
            return Optional.of(all);
        } catch (IOException _) {
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
