package dev.codefleet.programmer.egress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @ParameterizedTest
    @CsvSource({
        "example.org:443, example.org, 443",
        "EXAMPLE.org.:8080, example.org, 8080",
        "localhost:1, localhost, 1",
        "a-b_c.d:65535, a-b_c.d, 65535",
        "1.example:80, 1.example, 80",
        "0x7f.example:80, 0x7f.example, 80",
        "xn--bcher-kva.example:80, xn--bcher-kva.example, 80",
        "10.0.0.1:80, 10.0.0.1, 80",
        "10.0.0.1.:80, 10.0.0.1, 80",
        "[::1]:80, [0:0:0:0:0:0:0:1], 80",
        "[2001:DB8::7]:443, [2001:db8:0:0:0:0:0:7], 443"
    })
    void aHostAndItsPort(String authority, String host, int port) {
        var target = Target.parse(authority, 0).orElseThrow();

        assertThat(target.host()).isEqualTo(host);
        assertThat(target.port()).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":443",
                "example.org",
                "example.org:",
                "example.org:0",
                "example.org:65536",
                "example.org:-1",
                "example.org:+443",
                "example.org:443:443",
                "example.org:443 ",
                "example..org:443",
                ".example.org:443",
                "-example.org:443",
                "user@example.org:443",
                "user:pass@example.org:443",
                "ex%61mple.org:443",
                "exa\u0000mple.org:443",
                "example.org\r\n:443",
                "bücher.example:443",
                "localhost\u3002:443",
                "2130706433:80",
                "0x7f000001:80",
                "0x:80",
                "017700000001:80",
                "0177.0.0.1:80",
                "0x7f.0.0.1:80",
                "127.0.0.0x1:80",
                "127.1:80",
                "127.0.1:80",
                "127.0.0.01:80",
                "127.0.0.256:80",
                "127.0.0.1.5:80",
                "::1:80",
                "[::1:80",
                "[::1]80",
                "[::1%lo]:80",
                "[fe80::1%25eth0]:80",
                "[::ffff:127.0.0.1]:80",
                "[::ffff:7f00:1]:80",
                "[127.0.0.1]:80",
                "[example.org]:80",
                "[]:80",
                "[1:2:3:4:5:6:7:8:9]:80"
            })
    void whatHasAnotherFormIsNone(String authority) {
        assertThat(Target.parse(authority, 0)).isEmpty();
    }

    @org.junit.jupiter.api.Test
    void aNameIsNotLongerThanTheSystemTakes() {
        assertThat(Target.parse("a".repeat(63) + ".b:1", 0)).isPresent();
        assertThat(Target.parse("a".repeat(64) + ".b:1", 0)).isEmpty();
        assertThat(Target.parse("a.".repeat(127) + "b:1", 0)).isEmpty();
    }
}
