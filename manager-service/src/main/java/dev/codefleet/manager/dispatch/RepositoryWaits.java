package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.Failure;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What of a job waits for its repository, which is away. Several pieces of work may wait at the
 * same time: the job waits until none of them does. It belongs to the engine's thread, but for
 * {@link #latest}.
 */
final class RepositoryWaits {
    private final Map<Object, Failure> waiting = new LinkedHashMap<>();
    private volatile @Nullable Failure latest;

    /** Whether readers of the job were told of a wait, and not of its end. */
    private boolean isTold;

    /**
     * @param isTold whether readers of the job were told of a wait by who held it before, and not
     *     of its end
     */
    RepositoryWaits(boolean isTold) {
        this.isTold = isTold;
    }

    /** A piece of work waits, or waits on. Readers are told of it. */
    void begin(Object work, Failure failure) {
        waiting.remove(work);
        waiting.put(work, failure);
        latest = failure;
        isTold = true;
    }

    /**
     * A piece of work waits no more, if it ever did.
     *
     * @return whether readers have to be told that the job waits no more
     */
    boolean end(Object work) {
        waiting.remove(work);
        latest = waiting.values().stream().reduce((_, later) -> later).orElse(null);
        boolean isNews = isTold && waiting.isEmpty();
        isTold &= !isNews;
        return isNews;
    }

    /** Why the repository was waited for last; null while it is not waited for. Any thread. */
    @Nullable Failure latest() {
        return latest;
    }
}
