package dev.codefleet.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ProblemDetailsTest {
    private static final String BEAT = "{\"incarnation\":1,\"seq\":1,\"state\":\"IDLE\"}";

    @TestHTTPResource URI base;

    @Test
    void aGoodRequestIsAnswered() {
        json(BEAT).post("/echo/a").then().statusCode(200).body("state", equalTo("IDLE"));
    }

    @Test
    void malformedJsonNamesTheLine() {
        problem(json("{\n \"seq\": oops}").post("/echo/a").then(), 400, "MALFORMED_JSON")
                .body("errors[0].line", equalTo(2));
    }

    @Test
    void aWrongTypeNamesTheField() {
        var body = "{\"incarnation\":\"x\",\"seq\":1,\"state\":\"IDLE\"}";
        problem(json(body).post("/echo/a").then(), 400, "MALFORMED_JSON")
                .body("errors[0].field", equalTo("incarnation"))
                .body("errors[0].expected", equalTo("a number"));
    }

    @Test
    void aMissingBodyIsMalformed() {
        problem(json("").post("/echo/a").then(), 400, "MALFORMED_JSON");
    }

    @Test
    void anUnknownPathIsNotFound() {
        problem(given().get("/nowhere/at/all").then(), 404, "NOT_FOUND");
        problem(given().get("/echo/x/y").then(), 404, "NOT_FOUND");
        problem(given().get("/q/nothing").then(), 404, "NOT_FOUND");
    }

    @Test
    void aPathParameterOutOfFormIsNotFoundWithTheReason() {
        problem(json(BEAT).post("/echo/UPPER").then(), 404, "NOT_FOUND")
                .body("detail", containsString("agent id must match"));
    }

    @Test
    void aBodyOfUnknownLengthBeyondTheLimitIsRefusedToo() throws IOException {
        var head =
                "POST /echo/a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
        var chunk = "1000\r\n" + " ".repeat(0x1000) + "\r\n";
        assertThat(raw(head + chunk.repeat(5) + "0\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ")
                .contains(Problems.MEDIA_TYPE, "16384 bytes");
    }

    @Test
    void otherMethodsTypesAndAnswersAreRefused() {
        problem(given().delete("/echo/a").then(), 405, "METHOD_NOT_ALLOWED");
        problem(
                given().contentType("text/csv").body("x").post("/echo/a").then(),
                415,
                "UNSUPPORTED_MEDIA_TYPE");
        problem(json(BEAT).accept("image/png").post("/echo/a").then(), 406, "NOT_ACCEPTABLE");
    }

    @Test
    void aBodyBeyondTheLimitIsRefusedNamingIt() {
        problem(json(" ".repeat(20_000)).post("/echo/a").then(), 413, "BODY_TOO_LARGE")
                .body("detail", containsString("16384 bytes"));
    }

    @Test
    void aRefusalKeepsItsHeaders() {
        problem(given().get("/echo/refusal").then(), 429, "SLOTS_FULL")
                .header("Retry-After", "1")
                .body("type", equalTo("urn:codefleet:problem:slots_full"));
    }

    @Test
    void aBugTellsNothingOfItself() {
        problem(given().get("/echo/bug").then(), 500, "INTERNAL")
                .body(not(containsString("hunter2")))
                .body(not(containsString("Exception")));
    }

    private String raw(String request) throws IOException {
        try (var socket = new Socket(base.getHost(), base.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static RequestSpecification json(String body) {
        return given().contentType("application/json").body(body);
    }

    private static ValidatableResponse problem(
            ValidatableResponse response, int status, String code) {
        return response.statusCode(status)
                .contentType(Problems.MEDIA_TYPE)
                .body("status", equalTo(status))
                .body("code", equalTo(code));
    }
}
