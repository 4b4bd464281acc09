package dev.codefleet.gateway.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadersTest {
    @Test
    void onlyNamedHeadersReachAManager() {
        var client = MultiMap.caseInsensitiveMultiMap();
        client.add("Accept", "text/event-stream").add("Last-Event-ID", "7");
        client.add("Cookie", "secret").add("Connection", "upgrade").add("Host", "gateway");
        var manager = MultiMap.caseInsensitiveMultiMap();

        Headers.toManager(client, manager);

        assertThat(manager.names()).containsExactlyInAnyOrder("accept", "last-event-id");
    }

    @Test
    void onlyNamedHeadersReachAClient() {
        var manager = MultiMap.caseInsensitiveMultiMap();
        manager.add("Content-Type", "text/plain").add("ETag", "\"1\"");
        manager.add("Transfer-Encoding", "chunked").add("Server", "x").add("Set-Cookie", "y");
        var client = MultiMap.caseInsensitiveMultiMap();

        Headers.toClient(manager, client);

        assertThat(client.names()).containsExactlyInAnyOrder("content-type", "etag");
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:6141/v1/jobs/a, /v1/jobs/a",
        "/v1/jobs/a?x=%20, /v1/jobs/a?x=%20",
        "mailto:x@y,",
        "http://[broken,",
        "relative,"
    })
    void aLocationKeepsItsPathOnly(String written, String passed) {
        var client = MultiMap.caseInsensitiveMultiMap();

        Headers.toClient(MultiMap.caseInsensitiveMultiMap().add("Location", written), client);

        assertThat(client.get("location")).isEqualTo(passed);
    }
}
