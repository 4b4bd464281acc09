package dev.codefleet.programmer.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.codefleet.programmer.execute.StopSignal.Stopped;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class StopSignalTest {
    private final StopSignal stop = new StopSignal();

    @Test
    void theFirstReasonStands() {
        stop.stop(StopReason.CANCELLED);
        stop.stop(StopReason.TIMED_OUT);

        assertThat(stop.reason()).contains(StopReason.CANCELLED);
    }

    @Test
    void workThatWaitsIsInterruptedAndItsThreadIsLeftInPeace() {
        var isWorking = new CountDownLatch(1);
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        isWorking.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    stop.stop(StopReason.CANCELLED);
                });

        var stopped =
                catchThrowableOfType(
                        Stopped.class,
                        () ->
                                stop.interrupting(() -> {
                                    isWorking.countDown();
                                    new CountDownLatch(1).await();
                                    return "never";
                                }));

        assertThat(stopped.reason()).isEqualTo(StopReason.CANCELLED);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void workIsNotBegunAfterTheSignal() {
        stop.stop(StopReason.TIMED_OUT);

        var stopped =
                catchThrowableOfType(
                        Stopped.class,
                        () ->
                                stop.interrupting(() -> {
                                    throw new AssertionError("begun");
                                }));

        assertThat(stopped.reason()).isEqualTo(StopReason.TIMED_OUT);
    }
}
