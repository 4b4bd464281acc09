package dev.codefleet.contracttests;

import com.sun.net.httpserver.HttpExchange;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.support.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Whole answers of stand-ins, in the form that services give them. */
public final class Answers {
    private Answers() {}

    public static void reply(HttpExchange exchange, int status, String json) throws IOException {
        reply(exchange, status, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    /** Refuses; what passes by itself, with a time to come back. */
    public static void refuse(HttpExchange exchange, Problem problem) throws IOException {
        if (problem.status() == 503) {
            exchange.getResponseHeaders().set("Retry-After", "1");
        }
        reply(exchange, problem.status(), "application/problem+json", Json.bytes(problem));
    }

    /** Answers without a body. */
    public static void reply(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    public static void reply(HttpExchange exchange, int status, String type, byte[] content)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        // A length of zero would mean one that is not known.
        var hasBody = content.length > 0 && !exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, hasBody ? content.length : -1);
        if (hasBody) {
            exchange.getResponseBody().write(content);
        }
        exchange.close();
    }
}
