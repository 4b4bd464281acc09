package dev.codefleet.gateway.caller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.gateway.caller.CallerLimits.Begun;
import dev.codefleet.gateway.caller.CallerLimits.Bounds;
import dev.codefleet.gateway.caller.CallerLimits.Use;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallerCountsTest {
    private static final long SECOND = 1_000_000_000;

    /** The reading of a monotonic clock may be below zero, and pass it. */
    private static final long NOW = -SECOND / 20;

    private final CallerLimits limits = new CallerLimits(new Bounds(2, 1, 1, 10), 3);

    @Test
    void whatHasEndedMayBeginAgain() {
        var first = admitted("a", Use.STREAM, NOW);
        assertThat(code("a", Use.STREAM, NOW)).isEqualTo("TOO_MANY_STREAMS_OF_CALLER");

        limits.end(first);

        admitted("a", Use.STREAM, NOW);
    }

    @Test
    void eachUseAndEachCallerHasItsOwnLimit() {
        admitted("a", Use.REQUEST, NOW);
        admitted("a", Use.REQUEST, NOW);
        assertThat(code("a", Use.REQUEST, NOW)).isEqualTo("TOO_MANY_REQUESTS_OF_CALLER");

        admitted("a", Use.UPLOAD, NOW);
        assertThat(code("a", Use.UPLOAD, NOW)).isEqualTo("TOO_MANY_UPLOADS_OF_CALLER");
        admitted("b", Use.REQUEST, NOW);
    }

    @Test
    void requestsInASecondAreBoundedAndTheRefusalSaysWhenToComeAgain() {
        for (var i = 0; i < 11; i++) {
            limits.end(admitted("a", Use.REQUEST, NOW));
        }

        var refused = (Begun.Refused) limits.begin("a", Use.REQUEST, NOW);
        assertThat(refused.refusal().code()).isEqualTo("TOO_MANY_REQUESTS_PER_SECOND_OF_CALLER");
        assertThat(refused.refusal().setting())
                .isEqualTo("CODEFLEET_GATEWAY_MAX_REQUESTS_PER_SECOND_PER_CALLER");
        assertThat(refused.refusal().retryAfter()).isEqualTo(Duration.ofMillis(100));
        admitted("b", Use.REQUEST, NOW);

        limits.end(admitted("a", Use.REQUEST, NOW + SECOND / 10));
        assertThat(code("a", Use.REQUEST, NOW + SECOND / 10)).contains("PER_SECOND");
    }

    @Test
    void aRefusedRequestCountsForNothing() {
        var stream = admitted("a", Use.STREAM, NOW);
        for (var i = 0; i < 100; i++) {
            code("a", Use.STREAM, NOW);
        }
        limits.end(stream);

        admitted("a", Use.STREAM, NOW);
    }

    @Test
    void zeroIsNoLimit() {
        var none = new CallerLimits(new Bounds(0, 0, 0, 0), 3);
        for (var i = 0; i < 10_000; i++) {
            assertThat(none.begin("a", Use.STREAM, NOW)).isInstanceOf(Begun.Admitted.class);
        }
    }

    @Test
    void callersThatAreToldApartAreBoundedAndTheRestIsOneCaller() {
        for (var name : new String[] {"a", "b", "c"}) {
            admitted(name, Use.STREAM, NOW);
        }

        admitted("d", Use.STREAM, NOW);
        assertThat(code("e", Use.STREAM, NOW)).isEqualTo("TOO_MANY_STREAMS_OF_CALLER");
        assertThat(limits.callers()).isEqualTo(4);
    }

    @Test
    void callersThatHaveGoneMakeRoom() {
        for (var name : new String[] {"a", "b", "c"}) {
            limits.end(admitted(name, Use.STREAM, NOW));
        }

        admitted("d", Use.STREAM, NOW + SECOND);

        assertThat(limits.callers()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, address 127.0.0.1",
        "::ffff:10.0.0.1, address ::ffff:10.0.0.1",
        "2001:db8:1:2:3:4:5:6, address 20010db800010002/64",
        "2001:db8:1:2::9, address 20010db800010002/64",
        "fe80::1%eth0, address fe80000000000000/64",
        "no address, address unknown",
        ", address unknown",
    })
    void anAddressIsCountedWithAllOfItsNetworkOf64Bits(String address, String name) {
        assertThat(CallerLimits.ofAddress(address)).isEqualTo(name);
    }

    private Begun.Admitted admitted(String caller, Use use, long now) {
        var begun = limits.begin(caller, use, now);
        assertThat(begun).isInstanceOf(Begun.Admitted.class);
        return (Begun.Admitted) begun;
    }

    private String code(String caller, Use use, long now) {
        return ((Begun.Refused) limits.begin(caller, use, now)).refusal().code();
    }
}
