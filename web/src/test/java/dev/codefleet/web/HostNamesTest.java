package dev.codefleet.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamesTest {
    private final HostNames names =
            new HostNames(List.of("gateway-1", " Fleet.Example.org. ", "*.svc.cluster.local", ""));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:6101",
                "fleet.localhost:80",
                "127.0.0.1:6101",
                "10.255.0.19",
                "[::1]:6101",
                "[fe80::1%25eth0]",
                "gateway-1:6101",
                "fleet.example.org",
                "fleet.example.org.:443",
                "a.b.svc.cluster.local"
            })
    void namesOfItsOwnAndAddressesInDigitsAreTaken(String host) {
        assertThat(names.contains(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:6101",
                "127.0.0.1.evil.example",
                "127.0.0.256",
                "127.0.0",
                "localhost.evil.example",
                "evillocalhost",
                "[::1].evil.example",
                "svc.cluster.local",
                "example.org",
                "gateway-1.evil.example",
                "[zz::1]",
                "",
                ":80"
            })
    void otherNamesAreNot(String host) {
        assertThat(names.contains(host)).isFalse();
    }

    @Test
    void anAsteriskTakesEveryName() {
        assertThat(new HostNames(List.of("*")).contains("anything.example")).isTrue();
    }

    @Test
    void theHostOfAUrlMayHaveAnUnderscore() {
        assertThat(HostNames.ofUrl("http://manager.example:8080/")).contains("manager.example");
        assertThat(HostNames.ofUrl("http://my_manager:8080/x")).contains("my_manager");
        assertThat(HostNames.ofUrl("http://u@my_manager")).contains("my_manager");
        assertThat(HostNames.ofUrl("no url")).isEmpty();
        assertThat(HostNames.ofUrl("http://*:80")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "[::]", "*", " "})
    void aServiceThatListensOnAllAddressesHasNoNameFromThat(String host) {
        assertThat(HostNames.ofListener(host)).isEmpty();
        assertThat(HostNames.ofListener("fleet.example")).contains("fleet.example");
    }
}
