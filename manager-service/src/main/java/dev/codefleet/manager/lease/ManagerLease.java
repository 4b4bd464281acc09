package dev.codefleet.manager.lease;

import dev.codefleet.manager.sql.DatabaseErrors;
import dev.codefleet.web.RareLog;
import dev.codefleet.web.Ticker;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Keeps this manager's one lease row alive, once a second, however many jobs it holds. */
@Singleton
public class ManagerLease {
    private static final Logger LOG = Logger.getLogger(ManagerLease.class);
    private static final long PERIOD_MS = 1_000;

    private final LeaseStore store;
    private final Ticker ticker;
    private final RareLog trouble;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("lease").factory());

    /**
     * Null while there is none. One that was once found to be over never comes back: what was given
     * up for it stays so.
     */
    private final AtomicReference<@Nullable Lease> lease = new AtomicReference<>();

    private boolean isStopped;
    private String manager = "";
    private String url = "";
    private LongConsumer acquired = _ -> {};

    ManagerLease(LeaseStore store, Ticker ticker) {
        this.store = store;
        this.ticker = ticker;
        this.trouble = new RareLog(LOG, ticker);
    }

    /**
     * Begins to hold a lease as soon as the database gives one.
     *
     * @param whenAcquired told of each new fence, on the lease's own thread; jobs under an older
     *     one are not ours any more
     */
    public void start(String managerId, String managerUrl, LongConsumer whenAcquired) {
        name(managerId, managerUrl, whenAcquired);
        timer.scheduleWithFixedDelay(this::renewSafely, 0, PERIOD_MS, TimeUnit.MILLISECONDS);
    }

    /** Says for whom the lease is to be held. */
    synchronized void name(String managerId, String managerUrl, LongConsumer whenAcquired) {
        manager = managerId;
        url = managerUrl;
        acquired = whenAcquired;
    }

    /** The fence to write under, or empty while there is no lease to trust. */
    public Optional<Long> fence() {
        var held = lease.get();
        if (held == null) {
            return Optional.empty();
        }
        if (held.holds(ticker.nanos())) {
            return Optional.of(held.fence());
        }
        lease.compareAndSet(held, null);
        return Optional.empty();
    }

    public boolean isHeld() {
        return fence().isPresent();
    }

    /** Gives the lease back. */
    public synchronized void stop() {
        isStopped = true;
        timer.shutdownNow();
        var held = lease.getAndSet(null);
        if (held != null) {
            try {
                store.release(manager, held.fence());
            } catch (SQLException away) {
                LOG.warnf(
                        "lease not released, it expires by itself: agent=%s cause=%s",
                        manager, away.getMessage());
            }
        }
    }

    private void renewSafely() {
        try {
            renew();
            trouble.over();
        } catch (SQLException | RuntimeException | Error failure) {
            var words = failure instanceof SQLException away ? DatabaseErrors.words(away) : "a bug";
            trouble.tell(
                    "lease not renewed, " + words + ": agent=" + manager, failure.getMessage());
        }
    }

    /**
     * Renews the lease, or takes a new one. It is what the timer does; {@link #stop} waits for it.
     */
    synchronized void renew() throws SQLException {
        if (isStopped) {
            return;
        }
        var held = lease.get();
        long asked = ticker.nanos();
        if (held != null
                && store.renew(manager, held.fence(), Lease.TIME)
                && lease.compareAndSet(held, held.renewed(asked))) {
            return;
        }
        long fence = store.acquire(manager, url, Lease.TIME);
        lease.set(new Lease(fence, asked));
        LOG.infof("lease acquired: agent=%s fence=%d", manager, fence);
        acquired.accept(fence);
    }
}
