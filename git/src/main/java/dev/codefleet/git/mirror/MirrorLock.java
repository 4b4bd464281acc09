package dev.codefleet.git.mirror;

import dev.codefleet.git.process.AbandonedFiles;
import dev.codefleet.git.process.GitFailed;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The locks of one mirror, between threads and between processes.
 *
 * <p>Two files: {@code .lock}, held alone by whoever changes the mirror, and {@code .use}, shared
 * by all processes that have it in use and taken alone to delete it. The operating system frees
 * both when a process dies. It also frees a process's locks on a file when that process closes
 * <em>any</em> handle of it, so each file is open at most once here.
 */
final class MirrorLock {
    static final String LOCK = ".lock";
    static final String USE = ".use";
    private static final Duration RETRY = Duration.ofMillis(10);

    private final Path lockFile;
    private final Path useFile;
    private final ReentrantLock update = new ReentrantLock();
    private final ReentrantLock usersLock = new ReentrantLock();
    private int users;
    private @Nullable FileChannel useChannel;

    MirrorLock(Path lockFile, Path useFile) {
        this.lockFile = lockFile;
        this.useFile = useFile;
    }

    /** What may be done while the mirror is held alone. */
    interface Change<T> {
        T run() throws IOException;
    }

    /**
     * Runs a change while no other thread or process makes one; GitFailed when the wait is too
     * long.
     */
    <T extends @Nullable Object> T changing(Duration limit, Change<T> change) {
        var start = System.nanoTime();
        try {
            if (!update.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw waitedTooLong();
            }
        } catch (InterruptedException _) {
            throw interrupted();
        }
        try (var channel = open(lockFile)) {
            lock(channel, false, limit.minusNanos(System.nanoTime() - start));
            return change.run();
        } catch (IOException e) {
            throw new GitFailed("Cannot change the mirror", e);
        } finally {
            update.unlock();
        }
    }

    /** Marks the mirror as in use by this process, once more; the wait is for one being deleted. */
    void startUse(Instant now, Duration limit) {
        try {
            // Whoever tidies the mirror holds it for as long as git takes.
            usersLock.lockInterruptibly();
        } catch (InterruptedException _) {
            throw interrupted();
        }
        try {
            if (useChannel == null) {
                var channel = open(useFile);
                try {
                    lock(channel, true, limit);
                } catch (GitFailed | IOException e) {
                    channel.close();
                    throw e;
                }
                useChannel = channel;
            }
            users++;
            Files.setLastModifiedTime(useFile, FileTime.from(now));
        } catch (IOException e) {
            throw new GitFailed("Cannot use the mirror", e);
        } finally {
            usersLock.unlock();
        }
    }

    void endUse() {
        usersLock.lock();
        try {
            users--;
            if (users == 0 && useChannel != null) {
                useChannel.close();
                useChannel = null;
            }
        } catch (IOException e) {
            throw new GitFailed("Cannot release the mirror", e);
        } finally {
            usersLock.unlock();
        }
    }

    /** Runs the change if nobody uses or changes the mirror, and says whether it did. */
    boolean ifUnused(Change<?> change) throws IOException {
        if (!update.tryLock()) {
            return false;
        }
        usersLock.lock();
        try {
            if (users > 0) {
                return false;
            }
            try (var alone = open(lockFile);
                    var unused = open(useFile)) {
                if (alone.tryLock() == null || unused.tryLock() == null) {
                    return false;
                }
                change.run();
                return true;
            }
        } finally {
            usersLock.unlock();
            update.unlock();
        }
    }

    /**
     * Deletes the files of a mirror that is not there, if nobody has used it for a day. A process
     * that comes at this very moment may hold a file without a name then: two could fetch at once,
     * and one of them would fail and be tried again.
     */
    void deleteAbandoned(Instant now) throws IOException {
        if (!AbandonedFiles.isAbandoned(useFile, now)
                || !AbandonedFiles.isAbandoned(lockFile, now)) {
            return;
        }
        ifUnused(() -> {
            Files.deleteIfExists(useFile);
            return Files.deleteIfExists(lockFile);
        });
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /**
     * The JDK has no wait with a limit for a lock of another process, so this asks again and again.
     */
    private static FileLock lock(FileChannel channel, boolean isShared, Duration limit)
            throws IOException {
        var start = System.nanoTime();
        while (true) {
            var lock = channel.tryLock(0, Long.MAX_VALUE, isShared);
            if (lock != null) {
                return lock;
            }
            if (System.nanoTime() - start > limit.toNanos()) {
                throw waitedTooLong();
            }
            try {
                Thread.sleep(RETRY);
            } catch (InterruptedException _) {
                throw interrupted();
            }
        }
    }

    private static GitFailed waitedTooLong() {
        return new GitFailed(
                GitFailed.Reason.TIMED_OUT,
                "Another thread or process held the mirror for too long");
    }

    private static GitFailed interrupted() {
        Thread.currentThread().interrupt();
        return new GitFailed(
                GitFailed.Reason.INTERRUPTED, "Interrupted while waiting for the mirror");
    }
}
