package dev.codefleet.programmer.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptEvent;
import dev.codefleet.contract.attempt.Following;
import dev.codefleet.support.Json;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Following the events of attempts. */
@QuarkusTest
@TestProfile(Profiles.Unconfined.class)
class FollowingTest {
    @TestHTTPResource URI address;

    @Inject Attempts attempts;

    @TempDir Path temporary;

    private TestProgrammer programmer;
    private TestOrigin origin;

    @BeforeEach
    void begin() throws Exception {
        programmer = new TestProgrammer(address);
        origin = TestOrigin.make(temporary);
    }

    @Test
    void aReaderThatComesBackGetsWhatItMissed() throws Exception {
        var order = origin.waiting();
        try (var first = programmer.follow(order)) {
            first.awaitLine("ready");
            var last = first.ids().getLast();
            try (var again = programmer.events(order.attempt(), last)) {
                origin.go(order.attempt());
                first.report();
                again.report();
                assertThat(again.ids()).allMatch(id -> id > last);
            }
            try (var late = programmer.events(order.attempt(), last)) {
                late.report();
                assertThat(late.ids()).containsExactly(first.ids().getLast());
            }
        }
    }

    @Test
    void aRunningAttemptBeats() throws Exception {
        var order = origin.waiting();
        try (var stream = programmer.follow(order)) {
            stream.awaitLine("ready");
            stream.await(AttemptEvent.Beat.class, _ -> true);
            origin.go(order.attempt());
            stream.report();
        }
    }

    @Test
    void anAttemptIsFollowedByWhoSendsItsBeatsBack() throws Exception {
        var order = origin.waiting();
        try (var stream = programmer.follow(order)) {
            stream.awaitLine("ready");
            var beat = stream.await(AttemptEvent.Beat.class, _ -> true).number();
            var contact = attempts.running().all().iterator().next().contact();
            var now = System.nanoTime();
            var before = contact.unfollowedFor(now);

            var heard = new Following.Heard(order.attempt(), beat);
            var other = new Following.Heard(Orders.newAttempt(), beat);
            var following = Json.text(new Following(List.of(heard, other)));
            assertThat(programmer.post("/v1/attempts/followed", following).statusCode())
                    .isEqualTo(204);

            assertThat(contact.unfollowedFor(now)).isLessThan(before);
            origin.go(order.attempt());
            stream.report();
        }
    }
}
