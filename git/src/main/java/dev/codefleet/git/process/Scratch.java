package dev.codefleet.git.process;

import dev.codefleet.support.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A temporary directory for the time of one operation. */
public record Scratch(Path path) implements AutoCloseable {
    public static final String PREFIX = "scratch-";

    public static Scratch make(Git git) throws IOException {
        return new Scratch(Files.createTempDirectory(git.settings().home(), PREFIX));
    }

    @Override
    public void close() throws IOException {
        Directories.delete(path);
    }
}
