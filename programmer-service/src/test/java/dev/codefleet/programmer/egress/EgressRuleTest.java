package dev.codefleet.programmer.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EgressRuleTest {
    private static final String PUBLIC = "93.184.216.34";
    private static final String OWN = "93.184.216.99";

    @ParameterizedTest
    @CsvSource({
        "example.org, example.org:443, true",
        "example.org, example.org:80, true",
        "example.org, EXAMPLE.ORG.:80, true",
        "example.org, example.org:22, false",
        "example.org, www.example.org:443, false",
        "example.org, evilexample.org:443, false",
        "example.org, example.org.evil:443, false",
        "example.org:8443, example.org:8443, true",
        "example.org:8443, example.org:443, false",
        "*.example.org, www.example.org:443, true",
        "*.example.org, a.b.example.org:443, true",
        "*.example.org, example.org:443, false",
        "*.example.org, evilexample.org:443, false",
        "*.example.org:8443, www.example.org:8443, true",
        "93.184.216.34, 93.184.216.34:80, true",
        "93.184.216.34, 93.184.216.35:80, false",
        "[2606:4700::1]:8443, [2606:4700:0::1]:8443, true",
        "packages, repo.maven.apache.org:443, true",
        "packages, registry.npmjs.org:443, true",
        "packages, pypi.org:443, true",
        "packages, github.com:443, true",
        "packages, github.com:22, false",
        "packages, api.github.com:443, false",
        "packages, 93.184.216.34:443, false",
        "packages, example.org:443, false",
        "public, example.org:443, true",
        "public, example.org:25, false",
        "public, 93.184.216.34:443, true",
        "' ', example.org:443, false"
    })
    void hostsAreLookedUpIfTheyAreOnTheList(String host, String target, boolean isAllowed) {
        var rule = new EgressRule(List.of(host), List.of());

        var refusal = rule.refusal(target(target));

        assertThat(refusal.isEmpty()).isEqualTo(isAllowed);
        refusal.ifPresent(text -> assertThat(text).contains("codefleet.programmer.egress-hosts"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.0.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "224.0.0.1",
                "0.0.0.0",
                "::1",
                "fd00::1",
                "fe80::1",
                "64:ff9b::a00:1",
                "2002:a00:1::1",
                "2001:0:1::1",
                OWN
            })
    void oneAddressThatIsNotPublicIsEnoughToRefuse(String address) {
        var rule = new EgressRule(List.of("public"), List.of());

        assertThat(refusal(rule, "example.org:443", address)).contains("egress-private");
        assertThat(refusal(rule, "example.org:443", PUBLIC, address)).contains("egress-private");
        assertThat(refusal(rule, "example.org:443", address, PUBLIC)).contains("egress-private");
        assertThat(refusal(rule, "example.org:443", PUBLIC)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "nexus.corp:8081, nexus.corp:8081, 10.1.2.3, true",
        "nexus.corp:8081, nexus.corp:8081, 127.0.0.1, true",
        "nexus.corp:8081, nexus.corp:8081, fd00::7, true",
        "nexus.corp:8081, nexus.corp:8081, 93.184.216.99, true",
        "nexus.corp:8081, nexus.corp:443, 10.1.2.3, false",
        "nexus.corp:8081, other.corp:8081, 10.1.2.3, false",
        "nexus.corp:8081, nexus.corp:8081, 169.254.169.254, false",
        "nexus.corp:8081, nexus.corp:8081, 64:ff9b::a00:1, false",
        "nexus.corp:8081, nexus.corp:8081, 224.0.0.1, false",
        "10.1.2.0/24:8081, 10.1.2.3:8081, 10.1.2.3, true",
        "10.1.2.0/24:8081, 10.1.3.3:8081, 10.1.3.3, false",
        "10.1.2.0/24:8081, 10.1.2.3:443, 10.1.2.3, false",
        "10.1.2.0/24:443, listed.corp:443, 10.1.2.3, true",
        "10.1.2.0/24:443, listed.corp:443, 10.1.3.3, false",
        "10.1.2.0/24:443, unlisted.corp:443, 10.1.2.3, false",
        "169.254.169.254:80, 169.254.169.254:80, 169.254.169.254, true",
        "[fd00::/8]:443, [fd12::1]:443, fd12::1, true",
        "[fd00::/8]:443, [fe80::1]:443, fe80::1, false",
        "0.0.0.0/0:443, listed.corp:443, fd00::7, false"
    })
    void anOperatorExceptsPrivateAddresses(
            String exception, String target, String address, boolean isAllowed) {
        var rule = new EgressRule(List.of("listed.corp"), List.of(exception));

        assertThat(refusal(rule, target, address).isEmpty()).isEqualTo(isAllowed);
    }

    @Test
    void anExceptionOfOneHostExceptsNoOther() {
        var rule = new EgressRule(List.of("public"), List.of("nexus.corp:443"));

        assertThat(refusal(rule, "rebound.example:443", "10.0.0.1")).contains("a private address");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.org",
                "example.org/path",
                "*",
                "*.",
                "*.10.0.0.1",
                "exam*ple.org",
                "10.0.0.0/8",
                "2130706433",
                "example.org:0",
                "example.org:http"
            })
    void aHostThatCannotBeReadIsToldWithItsSetting(String host) {
        assertThatThrownBy(() -> new EgressRule(List.of(host), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("codefleet.programmer.egress-hosts")
                .hasMessageContaining("'" + host + "'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nexus.corp",
                "10.0.0.0/8",
                "10.0.0.1/8:443",
                "10.0.0.0/33:443",
                "10.0.0.0/:443",
                "fd00::/8:443",
                "[10.0.0.0/8]:443",
                "*.corp:443",
                "public",
                "127.1:443"
            })
    void anExceptionThatCannotBeReadIsToldWithItsSetting(String exception) {
        assertThatThrownBy(() -> new EgressRule(List.of(), List.of(exception)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("codefleet.programmer.egress-private")
                .hasMessageContaining("'" + exception + "'");
    }

    private static Target target(String text) {
        return Target.parse(text, 0).orElseThrow();
    }

    private static String refusal(EgressRule rule, String target, String... addresses) {
        var own = InetAddress.ofLiteral(OWN);
        var found = Stream.of(addresses).map(InetAddress::ofLiteral).toList();
        return rule.refusal(target(target))
                .or(() -> rule.refusal(target(target), found, own::equals))
                .orElse("");
    }
}
