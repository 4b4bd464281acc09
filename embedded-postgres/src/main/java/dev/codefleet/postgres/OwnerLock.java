package dev.codefleet.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to run the server of a home. The kernel takes it back when its holder dies, so it never
 * outlives anyone.
 */
final class OwnerLock implements AutoCloseable {

    /**
     * The homes locked by this process. A file lock of a process is gone once the process closes
     * any channel to the file, so a second attempt must not get as far as opening one.
     */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path home;
    private final FileChannel channel;

    private OwnerLock(Path home, FileChannel channel) {
        this.home = home;
        this.channel = channel;
    }

    /**
     * Takes the lock, without waiting.
     *
     * @throws PostgresException.HomeInUse if another process, or another part of this one, has it
     */
    static OwnerLock take(Path home) throws IOException {
        if (!OWN.add(home)) {
            throw new PostgresException.HomeInUse(home, pid());
        }
        try {
            return new OwnerLock(home, lock(home));
        } catch (IOException | RuntimeException e) {
            OWN.remove(home);
            throw e;
        }
    }

    private static FileChannel lock(Path home) throws IOException {
        var channel =
                FileChannel.open(
                        home.resolve("owner.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() == null) {
                throw new PostgresException.HomeInUse(home, holder(channel));
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid().getBytes(StandardCharsets.US_ASCII)), 0);
            return channel;
        } catch (IOException | RuntimeException e) {
            try (channel) {
                throw e;
            }
        }
    }

    private static String pid() {
        return Long.toString(ProcessHandle.current().pid());
    }

    private static String holder(FileChannel channel) throws IOException {
        var bytes = ByteBuffer.allocate(20);
        channel.read(bytes, 0);
        return StandardCharsets.US_ASCII.decode(bytes.flip()).toString();
    }

    @Override
    public void close() throws IOException {
        channel.close();
        OWN.remove(home);
    }
}
