package dev.codefleet.programmer.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ManagerContactTest {
    @Test
    void howLongNobodyFollowsCountsFromWhenWhatAManagerHasHeardWasSent() {
        var contact = new ManagerContact(0, 0);
        assertThat(contact.unfollowedFor(5)).isEqualTo(Duration.ofNanos(5));

        contact.followed(20);
        contact.followed(10);

        assertThat(contact.unfollowedFor(23)).isEqualTo(Duration.ofNanos(3));
    }

    @Test
    void anOrderThatWasLongUnderWayShowsThatTheAttemptIsWanted() {
        var contact = new ManagerContact(100, 40);

        assertThat(contact.unfollowedFor(110)).isEqualTo(Duration.ofNanos(70));
        assertThat(contact.unwantedFor(110)).isEqualTo(Duration.ofNanos(10));
    }
}
