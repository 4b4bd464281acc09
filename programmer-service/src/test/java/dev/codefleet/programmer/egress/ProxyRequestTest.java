package dev.codefleet.programmer.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyRequestTest {
    @Test
    void aTunnelHasAHostAndAPort() {
        assertThat(ProxyRequest.parse("CONNECT example.org:443 HTTP/1.1\r\nHost: x"))
                .isEqualTo(new ProxyRequest.Tunnel(new Target("example.org", 443, null)));
    }

    @Test
    void aRequestIsForTheHostThatItNamesAndForNobodyBetween() {
        var request =
                ProxyRequest.parse(
                        """
                        GET http://Example.org:8080?a=b HTTP/1.1
                        Host: other.example
                        Accept: */*
                        Proxy-Connection: keep-alive
                        Proxy-Authorization: Basic c2VjcmV0
                        Connection: X-Mine, Content-Length
                        X-Mine: 1
                        Content-Length: 3
                        Upgrade: h2c\
                        """
                                .replace("\n", "\r\n"));

        assertThat(request)
                .asInstanceOf(InstanceOfAssertFactories.type(ProxyRequest.Forward.class))
                .satisfies(forward -> {
                    assertThat(forward.target()).hasToString("example.org:8080");
                    assertThat(forward.head())
                            .isEqualTo(
                                    """
                                    GET /?a=b HTTP/1.1
                                    Host: Example.org:8080
                                    Accept: */*
                                    Content-Length: 3
                                    Connection: close

                                    """
                                            .replace("\n", "\r\n"));
                    assertThat(ofBody(forward.body(), "abcGET")).isEqualTo("abc");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET / HTTP/1.1",
                "GET https://example.org/ HTTP/1.1",
                "GET ftp://example.org/ HTTP/1.1",
                "GET http:/// HTTP/1.1",
                "GET http://user@example.org/ HTTP/1.1",
                "GET http://0x7f000001/ HTTP/1.1",
                "GET http://example.org\\@10.0.0.1/ HTTP/1.1",
                "GET http://example.org/ HTTP/2.0",
                "GET http://example.org/  HTTP/1.1",
                "CONNECT example.org HTTP/1.1",
                "CONNECT http://example.org:443/ HTTP/1.1",
                "GET http://example.org/ HTTP/1.1\r\nno header",
                "GET http://example.org/ HTTP/1.1\r\nA: 1\r\n folded",
                "GET http://example.org/ HTTP/1.1\r\nA : 1",
                "GET http://example.org/ HTTP/1.1\r\nA: 1\nB: 2",
                "GET http://example.org/ HTTP/1.1\r\nA: 1\rB: 2",
                "PUT http://example.org/ HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1",
                "PUT http://example.org/ HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked",
                "PUT http://example.org/ HTTP/1.1\r\nContent-Length: -1",
                "PUT http://example.org/ HTTP/1.1\r\nContent-Length: 1, 1",
                "PUT http://example.org/ HTTP/1.1\r\nTransfer-Encoding: gzip, chunked",
                "PUT http://example.org/ HTTP/1.0\r\nTransfer-Encoding: chunked"
            })
    void whatCouldMeanTwoThingsIsRefused(String head) {
        assertThat(ProxyRequest.parse(head)).isInstanceOf(ProxyRequest.Bad.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0\r\n\r\n",
                "5\r\nhello\r\n0\r\n\r\n",
                "5;a=b\r\nhello\r\nA\r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\n"
            })
    void aBodyOfChunksEndsWithItsLast(String body) throws IOException {
        assertThat(ofBody(BodyEnd.ofChunks(), body + "GET http://example.org/")).isEqualTo(body);

        var byteByByte = BodyEnd.ofChunks();
        for (var one : body.getBytes(StandardCharsets.US_ASCII)) {
            assertThat(byteByByte.isReached()).isFalse();
            byteByByte.limit(ByteBuffer.wrap(new byte[] {one}));
        }
        assertThat(byteByByte.isReached()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                "x\r\n",
                "5\r\nhelloo",
                "5\r\nhello0\r\n",
                "-1\r\n",
                "1000000000000000"
            })
    void aBodyOfOtherChunksIsRefused(String body) {
        org.assertj.core.api.Assertions.assertThatIOException()
                .isThrownBy(() -> ofBody(BodyEnd.ofChunks(), body));
    }

    private static String ofBody(BodyEnd end, String sent) throws IOException {
        var buffer = ByteBuffer.wrap(sent.getBytes(StandardCharsets.US_ASCII));
        end.limit(buffer);
        return StandardCharsets.US_ASCII.decode(buffer).toString();
    }
}
