package dev.codefleet.git.process;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A list that git made with {@code -z}, read from a file one field at a time: a list can be as long
 * as a repository has files.
 */
public final class NulSeparated implements AutoCloseable {
    private static final int LONGEST_FIELD_BYTES = 1 << 20;

    private final InputStream in;

    public NulSeparated(Path file) throws IOException {
        in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    }

    /** The next field, or null when there is none. */
    public @Nullable String next() throws IOException {
        var field = new ByteArrayOutputStream();
        for (int next; (next = in.read()) != 0; ) {
            if (next < 0) {
                return null;
            }
            if (field.size() == LONGEST_FIELD_BYTES) {
                throw new IOException("Git lists a path that is too long");
            }
            field.write(next);
        }
        return field.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
