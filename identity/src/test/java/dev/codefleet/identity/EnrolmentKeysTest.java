package dev.codefleet.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codefleet.contract.agent.AgentKind;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnrolmentKeysTest {
    @Test
    void aKindMayHaveTwoKeysWhileOneIsReplaced() {
        var first = SigningKeys.make().getPublic();
        var second = SigningKeys.make().getPublic();
        var text =
                "# both, until the agents are started again\n\n"
                        + EnrolmentKeys.line(AgentKind.MANAGER, first)
                        + "\n"
                        + EnrolmentKeys.line(AgentKind.MANAGER, second);

        var keys = EnrolmentKeys.parse(text);

        assertThat(keys.of(AgentKind.MANAGER)).containsExactly(first, second);
        assertThat(keys.of(AgentKind.GATEWAY)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"manager", "boss AAAA", "manager AAAA", "manager ?", "manager AAAA BBBB"})
    void aLineThatIsNoneIsNamed(String line) {
        assertThatThrownBy(() -> EnrolmentKeys.parse("# keys\n" + line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("gateway, manager, programmer");
    }

    @Test
    void aTextWithoutAKeyLetsNobodyInByMistake() {
        assertThatThrownBy(() -> EnrolmentKeys.parse("# none\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no key");
    }

    /** Made by openssl genpkey -algorithm ed25519 and openssl pkey -pubout. */
    @Test
    void keysOfOpensslAreTaken() {
        var secret =
                """
                -----BEGIN PRIVATE KEY-----
                MC4CAQAwBQYDK2VwBCIEILwKeoyW0BnXBL+bqBj0OP6BOjAOM+hpiFnFz8GbEy2E
                -----END PRIVATE KEY-----
                """;
        var open = "MCowBQYDK2VwAyEAK9GWIhkUGdiBZ424jClo4OUdTs0+xwhH8OrXQjXm6C8=";

        var signed = SignedClaims.ENROLMENT.sign(new JwtClaims(), SigningKeys.privateKey(secret));

        assertThat(SignedClaims.ENROLMENT.verified(signed, SigningKeys.publicKey(open)))
                .isPresent();
    }
}
