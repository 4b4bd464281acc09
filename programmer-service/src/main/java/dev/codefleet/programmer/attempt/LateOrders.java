package dev.codefleet.programmer.attempt;

import dev.codefleet.registryclient.TrustWindow;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tells when an order may have been on its way for long. While a majority of the registries is not
 * heard, this programmer may have been cut off, and what comes in when it no longer is may have
 * been given up and made anew elsewhere. Such an order waits a moment: whoever still wants it keeps
 * the connection open, and the end of a connection comes right behind what was sent before it.
 *
 * <p>Orders are not refused then, for with all registries gone work must still be given out.
 */
final class LateOrders {
    /** Many round trips within a site. */
    static final Duration MOMENT = Duration.ofMillis(300);

    private final Supplier<Optional<Duration>> registriesHeard;

    /**
     * @param registriesHeard how long ago the newest beat was sent that a majority has acknowledged
     */
    LateOrders(Supplier<Optional<Duration>> registriesHeard) {
        this.registriesHeard = registriesHeard;
    }

    boolean mayBeLate() {
        return registriesHeard
                .get()
                .filter(ago -> ago.compareTo(TrustWindow.SELF_STOP) <= 0)
                .isEmpty();
    }
}
