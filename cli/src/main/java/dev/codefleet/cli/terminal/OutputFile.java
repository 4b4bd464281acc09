package dev.codefleet.cli.terminal;

import dev.codefleet.gatewayclient.CommandFailed;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file that a user named for what a command brings. What is there is touched only once all has
 * arrived: a download that fails, or a full disk, leaves a previous file as it was.
 */
public final class OutputFile {
    private static final int MOST_LINKS = 40;

    private final String noun;
    private final Path file;

    /**
     * @param noun what is written, for messages: "patch"
     * @param file may be a link, a pipe or a device
     */
    public OutputFile(String noun, Path file) {
        this.noun = noun;
        this.file = file;
    }

    /** Opens what is to be written. */
    public interface Source {
        InputStream open() throws IOException;
    }

    /**
     * Writes all that the source has.
     *
     * @throws CommandFailed if it does not arrive whole, or cannot be written
     */
    public void write(Source source) {
        Path target;
        @Nullable Path beside;
        try {
            target = followed(file);
            beside = canBeReplaced(target) ? partBeside(target) : null;
        } catch (IOException e) {
            throw notWritten(e, "Nothing was kept.");
        }
        var part = beside == null ? temporary() : beside;
        // A signal ends the process without coming by the end of this method.
        part.toFile().deleteOnExit();
        try {
            receive(source, part);
            if (beside == null) {
                copy(part, target);
            } else {
                replace(part, target);
            }
        } finally {
            part.toFile().delete();
        }
    }

    private void receive(Source source, Path part) {
        try (var in = source.open();
                var out = new FileOutputStream(part.toFile())) {
            var chunk = new byte[64 << 10];
            for (int count; (count = read(in, chunk)) >= 0; ) {
                out.write(chunk, 0, count);
            }
        } catch (NotWhole e) {
            throw CommandFailed.failed(
                    "The " + noun + " did not arrive whole: " + e.reason() + ".", unchanged());
        } catch (IOException e) {
            throw notWritten(e, unchanged());
        }
    }

    /** Tells a download that breaks off from a disk that is full. */
    private static int read(InputStream in, byte[] chunk) throws NotWhole {
        try {
            return in.read(chunk);
        } catch (IOException e) {
            throw new NotWhole(e);
        }
    }

    private static final class NotWhole extends IOException {
        private static final long serialVersionUID = 1L;

        NotWhole(IOException cause) {
            super(cause);
        }

        String reason() {
            var cause = getCause();
            return cause == null || cause.getMessage() == null
                    ? "the connection broke off"
                    : cause.getMessage();
        }
    }

    private void replace(Path part, Path target) {
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw notWritten(e, unchanged());
        }
    }

    /**
     * Opens what is there for writing, as a shell does, and puts nothing in its place: it may be a
     * device, a pipe that someone reads, or a file that has other names or another owner.
     */
    private void copy(Path part, Path target) {
        var isNew = !Files.exists(target, LinkOption.NOFOLLOW_LINKS);
        try (var out = new FileOutputStream(target.toFile())) {
            Files.copy(part, out);
        } catch (IOException e) {
            if (isNew) {
                // Half of it, of our own making, is no use to anybody.
                target.toFile().delete();
            }
            throw notWritten(
                    e,
                    !isNew && Files.isRegularFile(target)
                            ? "What is in the file now may not be the whole " + noun + "."
                            : "Nothing was kept.");
        }
    }

    private Path temporary() {
        try {
            return Files.createTempFile("codefleet-", ".part");
        } catch (IOException e) {
            throw notWritten(e, "Nothing was kept.");
        }
    }

    private String unchanged() {
        return Files.exists(file) ? file + " is as it was." : "Nothing was kept.";
    }

    private CommandFailed notWritten(IOException e, String left) {
        return CommandFailed.failed(
                "The " + noun + " could not be written to " + file + ": " + e.getMessage() + ".",
                left);
    }

    /** A new file, or a plain one of this user under this name alone. */
    private static boolean canBeReplaced(Path target) throws IOException {
        var directory = target.toAbsolutePath().getParent();
        if (directory == null || isDescriptor(directory) || !Files.isWritable(directory)) {
            return false;
        }
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        return Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)
                && Files.isWritable(target)
                && Files.getAttribute(target, "unix:nlink").equals(1);
    }

    /**
     * A file with the owner and rights that the target has, or would get if it were made now; null
     * where there can be none.
     */
    private static @Nullable Path partBeside(Path target) {
        var part = target.resolveSibling(".codefleet-" + UUID.randomUUID() + ".part");
        try {
            Files.createFile(part);
            if (!Files.exists(target)) {
                return part;
            }
            Files.setPosixFilePermissions(part, Files.getPosixFilePermissions(target));
            if (Files.getOwner(part).equals(Files.getOwner(target))) {
                return part;
            }
        } catch (IOException _) {
            // A directory that takes no further file, or no rights.
        }
        part.toFile().delete();
        return null;
    }

    /**
     * The file that a name stands for, through any chain of links, also one that leads nowhere; the
     * name itself where it stands for an open descriptor, which only the kernel can follow.
     */
    private static Path followed(Path name) throws IOException {
        var path = name.toAbsolutePath().normalize();
        for (var i = 0; i < MOST_LINKS && Files.isSymbolicLink(path); i++) {
            if (isDescriptor(path)) {
                return name;
            }
            path = path.resolveSibling(Files.readSymbolicLink(path)).normalize();
        }
        return isDescriptor(path) ? name : path;
    }

    private static boolean isDescriptor(Path path) {
        return path.startsWith("/proc") || path.startsWith("/dev");
    }
}
