package dev.codefleet.localfleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The right to supervise the fleet of a home. It ends with its holder, however that ends. */
final class FleetLock implements AutoCloseable {
    private final FileChannel channel;

    private FleetLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes the lock without waiting; empty if someone else has it. */
    static Optional<FleetLock> take(Home home) {
        Home.make(home.directory());
        try {
            var channel =
                    FileChannel.open(
                            home.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isTaken(channel)) {
                return Optional.of(new FleetLock(channel));
            }
            channel.close();
            return Optional.empty();
        } catch (IOException e) {
            throw Home.unusable(home.lockFile(), e);
        }
    }

    /** Whether someone supervises a fleet of this home. */
    static boolean isHeld(Home home) {
        if (!Files.exists(home.lockFile())) {
            return false;
        }
        var lock = take(home);
        lock.ifPresent(FleetLock::close);
        return lock.isEmpty();
    }

    private static boolean isTaken(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
