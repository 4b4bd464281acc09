package dev.codefleet.postgres;

import dev.codefleet.support.FileTail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The file that PostgreSQL's programs write their messages to. */
record ServerLog(Path file) {

    private static final long ROTATE_BYTES = 10L << 20;
    private static final int READ_BYTES = 16 << 10;

    /** Moves a big log aside, over the one moved before; to be called while nobody writes. */
    void rotate() throws IOException {
        if (size() > ROTATE_BYTES) {
            var previous = file.resolveSibling(file.getFileName() + ".1");
            Files.move(file, previous, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    ProcessBuilder.Redirect appending() {
        return ProcessBuilder.Redirect.appendTo(file.toFile());
    }

    /** Its size in bytes. */
    long size() throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    /** What was written since the log had the given size, the last 16 KiB of it at most. */
    String since(long size) throws IOException {
        if (!Files.exists(file)) {
            return "";
        }
        return FileTail.text(file, size, READ_BYTES);
    }
}
