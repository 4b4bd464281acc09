package dev.codefleet.programmer.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.codefleet.programmer.trust.StopSignal.Stopped;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StopSignalTest {
    private final AtomicLong now = new AtomicLong();
    private final StopSignal stop = new StopSignal(now::get, Duration.ofSeconds(9));

    @Test
    void theFirstReasonStands() {
        stop.stop(StopReason.CANCELLED);
        stop.stop(StopReason.TIMED_OUT);

        assertThat(stop.reason()).contains(StopReason.CANCELLED);
    }

    @Test
    void theGraceOfTheFirstReasonEndsWithTheTimeToBeGone() {
        stop.stop(StopReason.CANCELLED);
        now.set(Duration.ofSeconds(8).toNanos());
        stop.putOff(Duration.ofSeconds(17).toNanos());
        now.set(Duration.ofSeconds(17).toNanos() - 1);
        assertThat(stop.isCutOff()).isFalse();

        now.incrementAndGet();

        assertThat(stop.isCutOff()).isTrue();
        assertThat(stop.reason()).contains(StopReason.CANCELLED);
    }

    @Test
    void itComesByItselfUnlessItIsPutOff() {
        now.set(Duration.ofSeconds(8).toNanos());
        stop.putOff(Duration.ofSeconds(17).toNanos());
        now.set(Duration.ofSeconds(17).toNanos() - 1);
        assertThat(stop.reason()).isEmpty();

        now.incrementAndGet();

        assertThat(stop.reason()).contains(StopReason.CUT_OFF);
        stop.putOff(Duration.ofSeconds(60).toNanos());
        assertThat(stop.reason()).contains(StopReason.CUT_OFF);
    }

    /** A process that was paused finds it after whatever it was doing. */
    @Test
    void workDuringWhichItComesByItselfIsNotDone() {
        var stopped =
                catchThrowableOfType(
                        Stopped.class,
                        () ->
                                stop.interrupting(() -> {
                                    now.set(Duration.ofMinutes(1).toNanos());
                                    return "done";
                                }));

        assertThat(stopped.reason()).isEqualTo(StopReason.CUT_OFF);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void workThatWaitsIsInterruptedAndItsThreadIsLeftInPeace() {
        var isWorking = new CountDownLatch(1);
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        isWorking.await();
                    } catch (InterruptedException _) {
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
