package dev.codefleet.programmer.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressKindTest {
    @ParameterizedTest
    @CsvSource({
        "8.8.8.8, PUBLIC",
        "1.0.0.0, PUBLIC",
        "11.0.0.0, PUBLIC",
        "172.15.255.255, PUBLIC",
        "172.32.0.0, PUBLIC",
        "192.167.255.255, PUBLIC",
        "192.169.0.0, PUBLIC",
        "100.63.255.255, PUBLIC",
        "100.128.0.0, PUBLIC",
        "169.253.255.255, PUBLIC",
        "168.63.129.15, PUBLIC",
        "223.255.255.255, PUBLIC",
        "2606:4700::1111, PUBLIC",
        "2a00:1450:4001::1, PUBLIC",
        "2001:4860:4860::8888, PUBLIC",
        "127.0.0.1, LOOPBACK",
        "127.255.255.254, LOOPBACK",
        "::1, LOOPBACK",
        "10.0.0.1, PRIVATE",
        "172.16.0.1, PRIVATE",
        "172.31.255.255, PRIVATE",
        "192.168.1.1, PRIVATE",
        "100.64.0.1, PRIVATE",
        "100.100.100.200, PRIVATE",
        "fd00:ec2::254, PRIVATE",
        "fc00::1, PRIVATE",
        "fec0::1, PRIVATE",
        "169.254.169.254, LINK_LOCAL",
        "168.63.129.16, LINK_LOCAL",
        "fe80::1, LINK_LOCAL",
        "224.0.0.1, MULTICAST",
        "239.255.255.250, MULTICAST",
        "ff02::1, MULTICAST",
        "0.0.0.0, RESERVED",
        "0.1.2.3, RESERVED",
        "192.0.0.192, RESERVED",
        "192.0.2.1, RESERVED",
        "198.19.255.255, RESERVED",
        "203.0.113.1, RESERVED",
        "240.0.0.1, RESERVED",
        "255.255.255.255, RESERVED",
        "::, RESERVED",
        "2001:db8::1, RESERVED",
        "2001:10::1, RESERVED",
        "100::1, RESERVED",
        "4000::1, RESERVED",
        "64:ff9b::808:808, EMBEDDED",
        "64:ff9b:1::1, EMBEDDED",
        "2002:7f00:1::1, EMBEDDED",
        "2002:808:808::1, EMBEDDED",
        "2001:0:4136:e378::1, EMBEDDED",
        "::7f00:1, EMBEDDED",
        "::ffff:0:7f00:1, EMBEDDED"
    })
    void eachAddressHasAKind(String address, AddressKind kind) {
        assertThat(AddressKind.of(InetAddress.ofLiteral(address))).isEqualTo(kind);
    }

    /** As a name service may give it; Java itself makes an IPv4 address of such digits. */
    @Test
    void anIpv4AddressInAnIpv6OneIsWhatItIs() throws Exception {
        var bytes = HexFormat.of().parseHex("00000000000000000000ffff" + "0a000001");
        var mapped = java.net.Inet6Address.getByAddress("name", bytes, 0);

        assertThat(AddressKind.of(mapped)).isEqualTo(AddressKind.EMBEDDED);
        assertThat(AddressKind.of(InetAddress.getByAddress(bytes))).isEqualTo(AddressKind.PRIVATE);
    }
}
