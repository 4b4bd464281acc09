package dev.codefleet.git.mirror;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A mirror in use: until it is closed the cache does not remove it. A workspace borrows the
 * mirror's objects, so keep this open for as long as the workspace lives.
 */
public final class Mirror implements AutoCloseable {
    private final Path path;
    private final MirrorLock lock;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    Mirror(Path path, MirrorLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /** The bare repository. */
    public Path path() {
        return path;
    }

    /**
     * Lets the cache remove the mirror when it needs the space; closing twice is the same as once.
     */
    @Override
    public void close() {
        if (isClosed.compareAndSet(false, true)) {
            lock.endUse();
        }
    }
}
