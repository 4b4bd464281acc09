package dev.codefleet.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The content of {@code postmaster.pid} in a data directory: the server that runs there, or ran.
 *
 * @param pid the server's process id
 * @param isReady whether it takes connections
 */
record PostmasterFile(long pid, boolean isReady) {

    private static final int STATUS_LINE = 7;

    static Path in(Path data) {
        return data.resolve("postmaster.pid");
    }

    /** Reads the file; empty if there is none or it is not written yet. */
    static Optional<PostmasterFile> read(Path data) throws IOException {
        try {
            return parse(Files.readString(in(data), StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    static Optional<PostmasterFile> parse(String text) {
        var lines = text.lines().map(String::strip).toList();
        if (lines.isEmpty() || !lines.getFirst().matches("\\d{1,10}")) {
            return Optional.empty();
        }
        var isReady = lines.size() > STATUS_LINE && lines.get(STATUS_LINE).equals("ready");
        return Optional.of(new PostmasterFile(Long.parseLong(lines.getFirst()), isReady));
    }
}
