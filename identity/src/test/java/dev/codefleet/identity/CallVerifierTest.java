package dev.codefleet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentKind;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallVerifierTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00.400Z");
    private static final String HERE = "http://registry-1:6131";
    private static final String SIBLING = "http://registry-2:6131";
    private static final AgentName PROGRAMMER = name(AgentKind.PROGRAMMER, "programmer-1");

    private final KeyPair programmers = SigningKeys.make();
    private final KeyPair managers = SigningKeys.make();
    private final CallVerifier verifier = verifier(HERE);
    private final AgentCredentials agent =
            AgentCredentials.enrol(PROGRAMMER, SigningKeys.make(), programmers.getPrivate());

    @Test
    void whoIsEnrolledByTheKeyOfItsKindIsKnownByItsOwnKey() {
        var verdict = verifier.enrolled(PROGRAMMER, bearer(agent), agent.enrolment(), NOW);

        assertThat(verdict)
                .isEqualTo(new CallVerifier.Proven(PROGRAMMER, agent.pair().getPublic()));
    }

    @Test
    void whoShowsNothingIsRefused() {
        assertThat(code(verifier.enrolled(PROGRAMMER, null, null, NOW))).isEqualTo("NO_TOKEN");
        assertThat(code(called(null))).isEqualTo("NO_TOKEN");
        assertThat(code(called("Basic YTpi"))).isEqualTo("NO_TOKEN");
    }

    @Test
    void whoIsNotEnrolledIsRefused() {
        assertThat(code(verifier.enrolled(PROGRAMMER, bearer(agent), null, NOW)))
                .isEqualTo("NOT_ENROLLED");
        assertThat(code(verifier.enrolled(PROGRAMMER, bearer(agent), "a.b.c", NOW)))
                .isEqualTo("NOT_ENROLLED");
    }

    @Test
    void theEnrolmentKeyOfAnotherKindLetsNobodyIn() {
        var pair = SigningKeys.make();
        var foreign = AgentCredentials.enrol(PROGRAMMER, pair, managers.getPrivate());
        var own = AgentCredentials.enrol(PROGRAMMER, pair, pair.getPrivate());

        assertThat(code(verifier.enrolled(PROGRAMMER, bearer(foreign), foreign.enrolment(), NOW)))
                .isEqualTo("NOT_ENROLLED");
        assertThat(code(verifier.enrolled(PROGRAMMER, bearer(own), own.enrolment(), NOW)))
                .isEqualTo("NOT_ENROLLED");
    }

    @Test
    void aProofIsForOneIdAndOneKey() {
        var another = name(AgentKind.PROGRAMMER, "programmer-2");
        var thief = new AgentCredentials(PROGRAMMER, SigningKeys.make(), agent.enrolment());

        assertThat(code(verifier.enrolled(another, bearer(agent), agent.enrolment(), NOW)))
                .isEqualTo("NOT_ENROLLED");
        assertThat(code(verifier.enrolled(PROGRAMMER, bearer(thief), thief.enrolment(), NOW)))
                .isEqualTo("BAD_TOKEN");
    }

    @Test
    void aTokenThatIsReplayedAtASiblingIsRefused() {
        var received = bearer(agent);

        var verdict = verifier(SIBLING).called(PROGRAMMER, agent.pair().getPublic(), received, NOW);

        assertThat(code(verdict)).isEqualTo("WRONG_AUDIENCE");
    }

    @Test
    void aTokenOfAnotherAgentIsRefused() {
        var other = name(AgentKind.PROGRAMMER, "programmer-2");
        var verdict = verifier.called(other, agent.pair().getPublic(), bearer(agent), NOW);

        assertThat(code(verdict)).isEqualTo("BAD_TOKEN");
    }

    @Test
    void aProofIsNoToken() {
        assertThat(code(called("Bearer " + agent.enrolment()))).isEqualTo("BAD_TOKEN");
    }

    /** Neither what says that it is not signed nor what names an algorithm of its own choice. */
    @Test
    void onlySignaturesByEd25519Count() {
        var payload = bearer(agent).split("\\.")[1];
        for (var algorithm : new String[] {"none", "HS256", "ES256"}) {
            var header = "{\"alg\":\"" + algorithm + "\",\"typ\":\"codefleet-call+jwt\"}";
            var forged =
                    Base64.getUrlEncoder()
                                    .withoutPadding()
                                    .encodeToString(header.getBytes(StandardCharsets.UTF_8))
                            + "."
                            + payload
                            + ".";

            assertThat(code(called("Bearer " + forged))).isEqualTo("BAD_TOKEN");
            assertThat(code(called("Bearer " + forged + "c2ln"))).isEqualTo("BAD_TOKEN");
        }
    }

    @Test
    void aTokenEndsAfterAMinuteAlsoOnceItWasTaken() {
        var token = bearer(agent);
        var key = agent.pair().getPublic();

        assertThat(verifier.called(PROGRAMMER, key, token, NOW.plusSeconds(59)))
                .isInstanceOf(CallVerifier.Proven.class);
        assertThat(code(verifier.called(PROGRAMMER, key, token, NOW.plusSeconds(60))))
                .isEqualTo("TOKEN_OUT_OF_TIME");
        assertThat(code(verifier(HERE).called(PROGRAMMER, key, token, NOW.plusSeconds(60))))
                .isEqualTo("TOKEN_OUT_OF_TIME");
    }

    @Test
    void aTokenOfAClockThatIsAheadLastsNoLonger() {
        var token = "Bearer " + agent.tokensFor(HERE).at(NOW.plusSeconds(300));

        assertThat(code(called(token))).isEqualTo("TOKEN_OUT_OF_TIME");
    }

    @Test
    void aClockThatIsMinutesOffIsCorrectedByTheCallees() {
        for (var off : new Duration[] {Duration.ofMinutes(5), Duration.ofMinutes(-5)}) {
            var ours = NOW.plus(off);
            var tokens = agent.tokensFor(HERE);
            var refused = called("Bearer " + tokens.at(ours));
            assertThat(refused).isInstanceOf(CallVerifier.Refused.class);

            assertThat(tokens.correct(Instant.ofEpochSecond(NOW.getEpochSecond()), ours)).isTrue();

            assertThat(called("Bearer " + tokens.at(ours))).isInstanceOf(CallVerifier.Proven.class);
            assertThat(tokens.correct(Instant.ofEpochSecond(NOW.getEpochSecond()), ours))
                    .as("the same again is no news")
                    .isFalse();
        }
    }

    /** Whoever answers in the callee's place gets no token for another day. */
    @Test
    void nobodyCanShiftAClockFar() {
        var tokens = agent.tokensFor(HERE);
        var before = tokens.at(NOW);

        assertThat(tokens.correct(NOW.plus(CalleeTokens.MOST_OFF), NOW)).isFalse();
        assertThat(tokens.at(NOW)).isEqualTo(before);
    }

    @Test
    void aTokenIsMadeOnceInHalfAMinute() {
        var tokens = agent.tokensFor(HERE);
        var first = tokens.at(NOW);

        assertThat(tokens.at(NOW.plusSeconds(29))).isEqualTo(first);
        assertThat(tokens.at(NOW.plusSeconds(30))).isNotEqualTo(first);
    }

    @Test
    void whileAnEnrolmentKeyIsReplacedBothCount() {
        var next = SigningKeys.make();
        var both =
                new CallVerifier(
                        EnrolmentKeys.parse(
                                EnrolmentKeys.line(AgentKind.PROGRAMMER, programmers.getPublic())
                                        + "\n"
                                        + EnrolmentKeys.line(
                                                AgentKind.PROGRAMMER, next.getPublic())),
                        HERE,
                        10);
        var newer = AgentCredentials.enrol(PROGRAMMER, agent.pair(), next.getPrivate());

        for (var each : new AgentCredentials[] {agent, newer}) {
            assertThat(both.enrolled(PROGRAMMER, bearer(each), each.enrolment(), NOW))
                    .isEqualTo(new CallVerifier.Proven(PROGRAMMER, agent.pair().getPublic()));
        }
    }

    @Test
    void whoeverCallsIsKnownByTheProofThatComesAlong() {
        for (var again = 0; again < 2; again++) {
            assertThat(verifier.anybody(bearer(agent), agent.enrolment(), NOW))
                    .isEqualTo(new CallVerifier.Proven(PROGRAMMER, agent.pair().getPublic()));
        }
        assertThat(code(verifier.anybody(null, agent.enrolment(), NOW))).isEqualTo("NO_TOKEN");
        assertThat(code(verifier.anybody(bearer(agent), null, NOW))).isEqualTo("NO_TOKEN");
        assertThat(code(verifier.anybody(bearer(agent), "a.b.c", NOW))).isEqualTo("NOT_ENROLLED");
    }

    @Test
    void whoHasReadAProofAloneIsNobody() {
        verifier.anybody(bearer(agent), agent.enrolment(), NOW);
        var thief = new AgentCredentials(PROGRAMMER, SigningKeys.make(), agent.enrolment());

        assertThat(code(verifier.anybody(bearer(thief), agent.enrolment(), NOW)))
                .isEqualTo("BAD_TOKEN");
    }

    @Test
    void aKeyOfOneKindSignsForNoOther() {
        var name = name(AgentKind.MANAGER, "manager-1");
        var forged = AgentCredentials.enrol(name, SigningKeys.make(), programmers.getPrivate());

        assertThat(code(verifier.anybody(bearer(forged), forged.enrolment(), NOW)))
                .isEqualTo("NOT_ENROLLED");
    }

    @Test
    void whoIsKnownByAProofIsHeldToAudienceAndTimeToo() {
        var token = bearer(agent);

        assertThat(code(verifier(SIBLING).anybody(token, agent.enrolment(), NOW)))
                .isEqualTo("WRONG_AUDIENCE");
        assertThat(code(verifier.anybody(token, agent.enrolment(), NOW.plusSeconds(60))))
                .isEqualTo("TOKEN_OUT_OF_TIME");
    }

    private CallVerifier.Verdict called(@Nullable String authorization) {
        return verifier.called(PROGRAMMER, agent.pair().getPublic(), authorization, NOW);
    }

    private CallVerifier verifier(String callee) {
        return new CallVerifier(
                EnrolmentKeys.parse(
                        EnrolmentKeys.line(AgentKind.PROGRAMMER, programmers.getPublic())
                                + "\n"
                                + EnrolmentKeys.line(AgentKind.MANAGER, managers.getPublic())),
                callee,
                10);
    }

    private static String bearer(AgentCredentials credentials) {
        return "Bearer " + credentials.tokensFor(HERE).at(NOW);
    }

    private static String code(CallVerifier.Verdict verdict) {
        return verdict instanceof CallVerifier.Refused refused ? refused.code() : "proven";
    }

    private static AgentName name(AgentKind kind, String id) {
        return new AgentName(kind, new AgentId(id));
    }
}
