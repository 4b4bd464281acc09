package dev.codefleet.programmer.trust;

import dev.codefleet.web.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Tells one attempt to stop. The first reason stands. The signal comes by itself when nobody puts
 * it off in time: a process that was paused must find it there before it does anything else.
 */
public final class StopSignal {
    private final CompletableFuture<StopReason> given = new CompletableFuture<>();
    private final Ticker ticker;
    private volatile long comesAtNanos;
    private volatile boolean isCutOff;
    private volatile String detail = "";

    /** The thread to wake when the signal comes; null while nothing may be interrupted. */
    private @Nullable Thread working;

    /**
     * @param first when it comes by itself unless it is put off
     */
    public StopSignal(Ticker ticker, Duration first) {
        this.ticker = ticker;
        this.comesAtNanos = ticker.nanos() + first.toNanos();
    }

    /**
     * Puts off the moment at which the signal comes by itself, or brings it forward. Does nothing
     * once it has come by itself. After another signal it still tells until when the attempt may
     * have its grace.
     *
     * @param tillNanos by the monotonic clock
     */
    public void putOff(long tillNanos) {
        if (!isCutOff()) {
            comesAtNanos = tillNanos;
        }
    }

    /**
     * Gives the signal; once it was given, later ones do nothing but that {@link
     * StopReason#CUT_OFF} ends the grace of the first.
     */
    public void stop(StopReason reason) {
        if (reason == StopReason.CUT_OFF) {
            isCutOff = true;
        }
        if (!given.complete(reason)) {
            return;
        }
        synchronized (this) {
            if (working != null) {
                working.interrupt();
            }
        }
    }

    /**
     * The same with a sentence on it.
     *
     * @param sentence for people
     */
    public void stop(StopReason reason, String sentence) {
        if (!given.isDone()) {
            detail = sentence;
            stop(reason);
        }
    }

    /** Whether others may have been given the work, so that nothing of it may go on. */
    public boolean isCutOff() {
        if (!isCutOff && ticker.nanos() - comesAtNanos >= 0) {
            stop(StopReason.CUT_OFF);
        }
        return isCutOff;
    }

    /** The reason, once the signal was given. */
    public Optional<StopReason> reason() {
        isCutOff();
        return Optional.ofNullable(given.getNow(null));
    }

    /** Completes when the signal is given; not by itself, for that {@link #reason} is asked. */
    public CompletableFuture<StopReason> given() {
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
        var reason = reason();
        if (reason.isPresent() && !(cause instanceof Stopped)) {
            throw new Stopped(reason.get(), detail, cause);
        }
    }

    /** The work was given up because of the signal. */
    public static final class Stopped extends Exception {
        private static final long serialVersionUID = 1L;

        private final StopReason reason;
        private final String detail;

        Stopped(StopReason reason, String detail, @Nullable Exception cause) {
            super("Stopped: " + reason, cause);
            this.reason = reason;
            this.detail = detail;
        }

        /** A sentence on it; empty where nobody said one. */
        public String detail() {
            return detail;
        }

        public StopReason reason() {
            return reason;
        }
    }
}
