package dev.codefleet.manager.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaseTest {
    private static final Duration BELIEVED = Lease.TIME.minus(Lease.MARGIN);

    @Test
    void itsHolderStopsAMarginBeforeTheDatabaseDoes() {
        var lease = new Lease(1, 100);

        assertThat(lease.holds(100 + BELIEVED.toNanos() - 1)).isTrue();
        assertThat(lease.holds(100 + BELIEVED.toNanos())).isFalse();
    }

    @Test
    void itIsRenewedFromWhenItWasAskedFor() {
        var lease = new Lease(1, 100).renewed(500);

        assertThat(lease.fence()).isEqualTo(1);
        assertThat(lease.holds(500 + BELIEVED.toNanos() - 1)).isTrue();
    }

    @Test
    void aMonotonicClockMayWrapAround() {
        var lease = new Lease(1, Long.MAX_VALUE - 10);

        assertThat(lease.holds(Long.MIN_VALUE + 10)).isTrue();
        assertThat(lease.holds(Long.MIN_VALUE + BELIEVED.toNanos())).isFalse();
    }
}
