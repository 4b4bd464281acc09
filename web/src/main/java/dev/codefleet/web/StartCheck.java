package dev.codefleet.web;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Refuses settings that a service cannot start with: one line that names the setting and the way
 * out, where an exception of any other type would be a stack trace. Quarkus prints a {@link
 * ConfigurationException} that has no cause on standard error, and exits with 1.
 */
public final class StartCheck {
    /** The priority of those who look at settings when the service starts: before any use. */
    public static final int FIRST = -1_000;

    private StartCheck() {}

    /** What to throw. */
    public static ConfigurationException refusal(String line) {
        return new ConfigurationException(line);
    }

    /**
     * Makes something of a setting that may be out of form.
     *
     * @throws ConfigurationException instead of an {@link IllegalArgumentException}
     */
    public static <T> T made(Supplier<T> of) {
        try {
            return of.get();
        } catch (IllegalArgumentException malformed) {
            throw refusal(String.valueOf(malformed.getMessage()));
        }
    }

    /**
     * A directory for the service's files, made if it is missing. Whether files can be made in it
     * is tried: rights do not say so for root, on a read-only or on a full disk.
     *
     * @param setting as operators know it
     * @throws ConfigurationException if it cannot be used
     */
    public static Path directory(String setting, Path directory) {
        try {
            var made = Files.createDirectories(directory.toAbsolutePath());
            Files.delete(Files.createTempFile(made, "start-", ".tmp"));
            return made;
        } catch (IOException e) {
            throw refusal(
                    setting
                            + " is "
                            + directory
                            + ", which cannot be used: "
                            + reason(e)
                            + ". Name a directory that this process can make and write to.");
        }
    }

    /** Why a file or directory cannot be used, in words. */
    public static String reason(IOException e) {
        if (e instanceof FileAlreadyExistsException exists) {
            return exists.getFile() + " is a file";
        }
        if (e instanceof FileSystemException failure) {
            return words(failure) + " (" + failure.getFile() + ")";
        }
        return String.valueOf(e.getMessage());
    }

    private static String words(FileSystemException failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        return failure instanceof NoSuchFileException
                ? "nothing can be made there"
                : String.valueOf(failure.getReason());
    }
}
