package dev.codefleet.registry.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.registryclient.AgentIdentity;
import dev.codefleet.registryclient.AnnouncerConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentIdentityTest {
    @Test
    void anAgentThatWasToldNothingIsNamedByItsKindAndPort() {
        var identity = AgentIdentity.of(config(Map.of()), AgentKind.PROGRAMMER, 6151);
        assertThat(identity.id().value()).isEqualTo("programmer-6151");
        assertThat(identity.url()).isEqualTo("http://127.0.0.1:6151");
        assertThat(identity.lanes()).containsExactly(Lane.values());
    }

    @Test
    void managersServeCodeAndGatewaysNoLaneByDefault() {
        var config = config(Map.of());
        assertThat(AgentIdentity.of(config, AgentKind.MANAGER, 1).lanes())
                .containsExactly(Lane.CODE);
        assertThat(AgentIdentity.of(config, AgentKind.GATEWAY, 1).lanes()).isEmpty();
    }

    @Test
    void whatItWasToldCounts() {
        var settings =
                Map.of(
                        "codefleet.id", "m-1",
                        "codefleet.url", "https://m1.example/",
                        "codefleet.lanes", "data,docs",
                        "codefleet.registries", "http://a:1,http://b:2");
        var config = config(settings);
        var identity = AgentIdentity.of(config, AgentKind.MANAGER, 6141);
        assertThat(identity.id().value()).isEqualTo("m-1");
        assertThat(identity.url()).isEqualTo("https://m1.example");
        assertThat(identity.lanes()).containsExactly(Lane.DATA, Lane.DOCS);
        assertThat(config.registries()).containsExactly("http://a:1", "http://b:2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void anAgentOnAllAddressesIsNamedAndReachedByItsMachine(String host) {
        var config = config(Map.of("codefleet.host", host));
        var identity = AgentIdentity.of(config, AgentKind.PROGRAMMER, 6151, () -> "c0ffee");
        assertThat(identity.id().value()).isEqualTo("programmer-c0ffee-6151");
        assertThat(identity.url()).isEqualTo("http://c0ffee:6151");
    }

    @Test
    void whatItWasToldCountsOnAllAddressesToo() {
        var settings =
                Map.of(
                        "codefleet.host", "0.0.0.0",
                        "codefleet.id", "gateway-1",
                        "codefleet.url", "http://gateway-1:6101");
        var identity =
                AgentIdentity.of(
                        config(settings),
                        AgentKind.GATEWAY,
                        6101,
                        () -> {
                            throw new IllegalStateException("a machine without a name");
                        });
        assertThat(identity.id().value()).isEqualTo("gateway-1");
        assertThat(identity.url()).isEqualTo("http://gateway-1:6101");
    }

    private static AnnouncerConfig config(Map<String, String> settings) {
        var builder = new SmallRyeConfigBuilder().withMapping(AnnouncerConfig.class);
        settings.forEach(builder::withDefaultValue);
        return builder.build().getConfigMapping(AnnouncerConfig.class);
    }
}
