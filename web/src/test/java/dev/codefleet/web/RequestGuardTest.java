package dev.codefleet.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class RequestGuardTest {
    private static final String BEAT = "{\"incarnation\":1,\"seq\":1,\"state\":\"IDLE\"}";
    private static final String JSON = "Content-Type: application/json";

    @TestHTTPResource URI base;

    @Test
    void aBodyWithoutContentTypeIsRefused() throws IOException {
        assertRefused(post("/echo/a", BEAT), 415, "UNSUPPORTED_MEDIA_TYPE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/jsonp",
                "text/plain; a=application/json"
            })
    void bodiesThatFormsCanSendAreRefusedEvenWhenEmpty(String type) throws IOException {
        var header = "Content-Type: " + type;
        assertRefused(post("/echo/a", BEAT, header), 415, "UNSUPPORTED_MEDIA_TYPE");
        assertRefused(post("/echo/a/touch", BEAT, header), 415, "UNSUPPORTED_MEDIA_TYPE");
        assertRefused(post("/echo/a/touch", "", header), 415, "UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void jsonIsTakenWithItsParameters() throws IOException {
        assertThat(post("/echo/a", BEAT, "Content-Type: application/json; charset=UTF-8"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void whatNeedsNoBodyNeedsNoTypeEither() throws IOException {
        assertThat(post("/echo/a/touch", "")).startsWith("HTTP/1.1 204");
    }

    @Test
    void whatConsumesAnythingIsGivenAnything() throws IOException {
        assertThat(send("PUT", "/echo/a/bytes", "xyz")).startsWith("HTTP/1.1 200").endsWith("3");
        assertThat(send("PUT", "/echo/a/bytes", "xyz", "Content-Type: text/csv"))
                .startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://evil.example",
                "Origin: null",
                "Origin: http://localhost:3000",
                "Origin: http://127.0.0.1",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site"
            })
    void foreignOriginsChangeNothing(String header) throws IOException {
        assertRefused(post("/echo/a/touch", "", header), 403, "FOREIGN_ORIGIN");
        assertRefused(post("/echo/a", BEAT, JSON, header), 403, "FOREIGN_ORIGIN");
        assertRefused(send("DELETE", "/echo/a", "", header), 403, "FOREIGN_ORIGIN");
        assertRefused(send("PUT", "/echo/a/bytes", "x", header), 403, "FOREIGN_ORIGIN");
        assertThat(send("GET", "/echo/number?n=1", "", header)).startsWith("HTTP/1.1 200");
    }

    @Test
    void theOwnOriginAndCallersThatAreNoBrowserAreServed() throws IOException {
        var own = "Origin: http://" + base.getHost() + ":" + base.getPort();
        assertThat(post("/echo/a", BEAT, JSON, own)).startsWith("HTTP/1.1 200");
        assertThat(post("/echo/a", BEAT, JSON, own, "Sec-Fetch-Site: same-origin"))
                .startsWith("HTTP/1.1 200");
        assertThat(post("/echo/a", BEAT, JSON)).startsWith("HTTP/1.1 200");
    }

    @Test
    void namesThatAreNotTheServicesAreRefusedForReadingToo() throws IOException {
        var refused = raw("GET /echo/number?n=1 HTTP/1.1\r\nHost: evil.example\r\n");
        assertRefused(refused, 403, "UNKNOWN_HOST");
        assertThat(refused).contains("CODEFLEET_ALLOWED_HOSTS");
        assertRefused(
                raw("GET /q/nothing HTTP/1.1\r\nHost: evil.example:80\r\n"), 403, "UNKNOWN_HOST");
        assertRefused(
                raw("GET http://evil.example/echo/number HTTP/1.1\r\nHost: evil.example\r\n"),
                403,
                "UNKNOWN_HOST");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"proxy.example", "pod-7.fleet.example:80", "agent.example:6101", "[::1]"})
    void namesThatAreSetAndAdvertisedAreServed(String host) throws IOException {
        assertThat(raw("GET /echo/number?n=1 HTTP/1.1\r\nHost: " + host + "\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void oneHostMustBeNamedExceptInHttp10() throws IOException {
        assertThat(raw("GET /echo/number?n=1 HTTP/1.1\r\n")).startsWith("HTTP/1.1 400");
        assertRefused(
                raw("GET /echo/number?n=1 HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n"),
                400,
                "BAD_HOST");
        assertThat(raw("GET /echo/number?n=1 HTTP/1.0\r\n")).startsWith("HTTP/1.0 200");
    }

    private String post(String path, String body, String... headers) throws IOException {
        return send("POST", path, body, headers);
    }

    private String send(String method, String path, String body, String... headers)
            throws IOException {
        var head = method + " " + path + " HTTP/1.1\r\nHost: " + authority() + "\r\n";
        var all = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        var length = body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n";
        return raw(head + all + length, body);
    }

    private String authority() {
        return base.getHost() + ":" + base.getPort();
    }

    private String raw(String head) throws IOException {
        return raw(head, "");
    }

    private String raw(String head, String body) throws IOException {
        try (var socket = new Socket(base.getHost(), base.getPort())) {
            var request = head + "Connection: close\r\n\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void assertRefused(String answer, int status, String code) {
        assertThat(answer)
                .matches("(?s)HTTP/1\\.[01] " + status + " .*")
                .containsIgnoringCase("content-type: " + Problems.MEDIA_TYPE)
                .contains("\"code\":\"" + code + "\"");
    }
}
