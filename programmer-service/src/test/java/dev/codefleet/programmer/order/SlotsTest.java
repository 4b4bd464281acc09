package dev.codefleet.programmer.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.codefleet.contract.attempt.AttemptId;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SlotsTest {
    @Test
    void noMoreAttemptsGetASlotThanThereAre() {
        var slots = new Slots(2);

        assertThat(slots.take(attempt(1))).isTrue();
        assertThat(slots.take(attempt(2))).isTrue();
        assertThat(slots.take(attempt(3))).isFalse();
        assertThat(slots.free()).isZero();
        slots.release(attempt(1));
        assertThat(slots.take(attempt(3))).isTrue();
        assertThat(slots.holders()).containsExactly(attempt(2), attempt(3));
    }

    @Test
    void aSlotIsGivenAndTakenBackOnce() {
        var slots = new Slots(2);
        slots.take(attempt(1));

        assertThatIllegalStateException().isThrownBy(() -> slots.take(attempt(1)));
        slots.release(attempt(1));
        assertThatIllegalStateException().isThrownBy(() -> slots.release(attempt(1)));
    }

    @Test
    void manyThreadsNeverTakeMoreThanThereAre() {
        var slots = new Slots(3);
        var most = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 1; i <= 500; i++) {
                var attempt = attempt(i);
                threads.execute(() -> {
                    if (slots.take(attempt)) {
                        most.accumulateAndGet(slots.busy(), Math::max);
                        Thread.yield();
                        slots.release(attempt);
                    }
                });
            }
        }

        assertThat(most.get()).isBetween(1, 3);
        assertThat(slots.free()).isEqualTo(3);
    }

    private static AttemptId attempt(int number) {
        return AttemptId.parse("job1.work." + number);
    }
}
