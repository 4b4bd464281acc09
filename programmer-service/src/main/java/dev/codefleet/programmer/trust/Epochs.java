package dev.codefleet.programmer.trust;

import dev.codefleet.web.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Counts the times in which this programmer was not cut off, by which an order that was just sent
 * is told from one that was on its way for long, while its manager gave it up. An order names the
 * epoch of this programmer that its manager knows; once the epoch is another, the order is refused,
 * and the refusal names the new one. So whatever is taken was sent within the present epoch.
 *
 * <p>An epoch ends when this programmer may have been cut off: it was not heard by a majority of
 * the registries, or did not run, for {@link #UNHEARD}. While that lasts each epoch is as short,
 * and work is still given out, for a manager that gets through needs one exchange more. Any two of
 * them fit into the time that a manager waits before it gives an attempt up because the registries
 * say LOST. Safe for use by many threads.
 */
public final class Epochs {
    /** Longer than the longest time between two beats, and a third of the self-stop. */
    static final Duration UNHEARD = Duration.ofSeconds(4);

    /**
     * With the 2 min for which an attempt goes on that no manager follows, below the 2.5 min after
     * which a manager gives up one of which it hears nothing.
     */
    static final Duration LONGEST = Duration.ofSeconds(25);

    private final Supplier<Optional<Duration>> registriesHeard;
    private final Ticker ticker;
    private long number;
    private long sinceNanos;
    private long lastLookNanos;

    /**
     * A time in which this programmer was never cut off.
     *
     * @param sentSinceNanos monotonic time before which no order was sent that names this epoch,
     *     and no attempt that starts now was given up
     */
    public record Epoch(long number, long sentSinceNanos) {}

    /**
     * @param incarnation of this programmer, the number of its first epoch: managers know it
     * @param registriesHeard how long ago the newest beat was sent that a majority has acknowledged
     */
    public Epochs(long incarnation, Supplier<Optional<Duration>> registriesHeard, Ticker ticker) {
        this.number = incarnation;
        this.registriesHeard = registriesHeard;
        this.ticker = ticker;
        this.sinceNanos = ticker.nanos();
        this.lastLookNanos = sinceNanos;
    }

    /** The present epoch. To be asked several times a second, whether or not there is an order. */
    public synchronized Epoch present() {
        var now = ticker.nanos();
        var heard = registriesHeard.get();
        var isInTouch =
                now - lastLookNanos < UNHEARD.toNanos()
                        && heard.filter(ago -> ago.compareTo(UNHEARD) < 0).isPresent();
        if (now - sinceNanos >= (isInTouch ? LONGEST : UNHEARD).toNanos()) {
            number++;
            sinceNanos = now;
        }
        lastLookNanos = now;
        var heardNanos = heard.map(ago -> now - ago.toNanos()).orElse(sinceNanos);
        return new Epoch(number, heardNanos - sinceNanos > 0 ? heardNanos : sinceNanos);
    }
}
