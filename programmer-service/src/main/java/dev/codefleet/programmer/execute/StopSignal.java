package dev.codefleet.programmer.execute;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Tells one attempt to stop. The first reason stands. */
public final class StopSignal {
    private final CompletableFuture<StopReason> given = new CompletableFuture<>();

    /** The thread to wake when the signal comes; null while nothing may be interrupted. */
    private @Nullable Thread working;

    /** Gives the signal; once it was given, later ones do nothing. */
    public void stop(StopReason reason) {
        if (!given.complete(reason)) {
            return;
        }
        synchronized (this) {
            if (working != null) {
                working.interrupt();
            }
        }
    }

    /** The reason, once the signal was given. */
    public Optional<StopReason> reason() {
        return Optional.ofNullable(given.getNow(null));
    }

    /** Completes when the signal is given. */
    CompletableFuture<StopReason> given() {
        return given.copy();
    }

    /**
     * Does work that gives up when its thread is interrupted, and interrupts it when the signal
     * comes.
     *
     * @throws Stopped if the signal has come, before or meanwhile; what the work threw is its cause
     */
    public <T> T interrupting(Callable<T> work) throws Exception {
        synchronized (this) {
            throwIfStopped(null);
            working = Thread.currentThread();
        }
        try {
            var result = work.call();
            throwIfStopped(null);
            return result;
        } catch (Exception e) {
            throwIfStopped(e);
            throw e;
        } finally {
            synchronized (this) {
                working = null;
                if (given.isDone()) {
                    // The interrupt was for this work alone; what clears up after it needs peace.
                    Thread.interrupted();
                }
            }
        }
    }

    /**
     * @throws Stopped if the signal has come
     */
    public void throwIfStopped() throws Stopped {
        throwIfStopped(null);
    }

    private void throwIfStopped(@Nullable Exception cause) throws Stopped {
        var reason = given.getNow(null);
        if (reason != null && !(cause instanceof Stopped)) {
            throw new Stopped(reason, cause);
        }
    }

    /** The work was given up because of the signal. */
    public static final class Stopped extends Exception {
        private static final long serialVersionUID = 1L;

        private final StopReason reason;

        Stopped(StopReason reason, @Nullable Exception cause) {
            super("Stopped: " + reason, cause);
            this.reason = reason;
        }

        public StopReason reason() {
            return reason;
        }
    }
}
