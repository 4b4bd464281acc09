package dev.codefleet.programmer.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptEvent;
import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.Following;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.programmer.attempt.Orders;
import dev.codefleet.programmer.execute.DeadMansSwitch;
import dev.codefleet.programmer.order.Slots;
import dev.codefleet.programmer.run.Attempt;
import dev.codefleet.programmer.run.Runner;
import dev.codefleet.programmer.run.RunningAttempts;
import dev.codefleet.programmer.stream.EventLog;
import dev.codefleet.registryclient.view.TrustWindow;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a programmer that hears of nobody stops an attempt, by a clock that the test moves. */
class CutOffWatchTest {
    private static final Duration LOOK = Duration.ofMillis(500);

    private final AtomicLong nanos = new AtomicLong();
    private final Order order = Orders.script("true").order();
    private final Reader manager = new Reader();

    private boolean areRegistriesHeard;
    private RunningAttempts attempts;
    private Attempt attempt;
    private CutOffWatch watch;

    @BeforeEach
    void begin() {
        attempts =
                new RunningAttempts(
                        new Slots(1),
                        new Endless(),
                        _ -> {},
                        () -> {},
                        1,
                        1,
                        InstantSource.system(),
                        nanos::get);
        attempt = attempts.start(order, nanos.get());
        attempt.events().read(0, manager);
        watch =
                new CutOffWatch(
                        new CutOffRule(TrustWindow.SELF_STOP, Duration.ofMinutes(2)),
                        attempts::all,
                        this::registriesHeard,
                        new DeadMansSwitch(Optional.empty()),
                        new Epochs(1, this::registriesHeard, nanos::get),
                        nanos::get);
    }

    @Test
    void anOpenStreamThatNobodyAnswersToKeepsNothingGoing() {
        pass(Duration.ofSeconds(11));
        assertThat(attempt.stop().reason()).isEmpty();

        pass(Duration.ofSeconds(1));

        assertThat(attempt.stop().reason()).contains(StopReason.CUT_OFF);
    }

    @Test
    void aManagerThatSendsBeatsBackKeepsItGoing() {
        for (int seconds = 0; seconds < 60; seconds += 10) {
            pass(Duration.ofSeconds(10));
            attempts.beat();
            tell(manager.lastBeat);
        }

        assertThat(attempt.stop().reason()).isEmpty();
    }

    @Test
    void whatIsSentBackLateCountsFromWhenItWasSent() {
        attempts.beat();
        var beat = manager.lastBeat;
        pass(Duration.ofSeconds(11));
        tell(beat);

        pass(Duration.ofSeconds(1));

        assertThat(attempt.stop().reason()).contains(StopReason.CUT_OFF);
    }

    @Test
    void withTheRegistriesAloneItGoesOnForTwoMinutes() {
        areRegistriesHeard = true;
        pass(Duration.ofSeconds(119));
        assertThat(attempt.stop().reason()).isEmpty();

        pass(Duration.ofSeconds(1));

        assertThat(attempt.stop().reason()).contains(StopReason.CUT_OFF);
    }

    private Optional<Duration> registriesHeard() {
        return areRegistriesHeard ? Optional.of(Duration.ZERO) : Optional.empty();
    }

    private void tell(long beat) {
        attempts.followed(new Following(List.of(new Following.Heard(order.attempt(), beat))));
    }

    private void pass(Duration time) {
        for (long step = 0; step < time.toNanos(); step += LOOK.toNanos()) {
            nanos.addAndGet(LOOK.toNanos());
            watch.look();
        }
    }

    /** A connection that was opened once; whether anybody is there it does not say. */
    private static final class Reader implements EventLog.Reader {
        private long lastBeat;

        @Override
        public void event(long id, AttemptEvent event) {
            if (event instanceof AttemptEvent.Beat beat) {
                lastBeat = beat.number();
            }
        }

        @Override
        public void end() {}
    }

    /** Work that is never begun. */
    private static final class Endless implements Runner {
        @Override
        public Report runNothing(Order order) {
            throw new IllegalStateException("the order has work");
        }

        @Override
        public void run(Attempt attempt, Runnable freeSlot) {
            throw new IllegalStateException("nobody starts it");
        }
    }
}
