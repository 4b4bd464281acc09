package dev.codefleet.systemtests;

import static dev.codefleet.systemtests.Task.job;
import static dev.codefleet.systemtests.Task.none;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.problem.FieldError;
import dev.codefleet.support.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** The form of requests, at a real gateway with a real manager behind it. */
@InSharedFleet
class RequestFormIT {
    private final Api api;

    RequestFormIT(Fleet fleet) {
        this.api = fleet.api();
    }

    @Test
    void aPackedBodyIsUnpacked() throws IOException {
        var request = job(null, "Packed", none("a"));

        var accepted = Api.accepted(submit("gzip", packed(Json.bytes(request))));

        assertThat(accepted.title()).isEqualTo("Packed");
        assertThat(api.end(accepted.id()).state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void aPackedBodyWithAFaultIsRefusedByItsField() throws IOException {
        var answer = submit("gzip", packed(Json.bytes(Map.of("plan", Map.of("title", "T")))));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(api.problem(answer).errors())
                .extracting(FieldError::field)
                .contains("plan.subtasks");
    }

    @Test
    void whatIsNotPackedAsItSaysIsRefused() {
        var answer = submit("gzip", Json.bytes(job(null, "Not packed", none("a"))));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(api.problem(answer).code()).isEqualTo("BODY_NOT_PACKED");
    }

    @Test
    void whatIsPackedInAnotherWayIsRefused() {
        var answer = submit("br", Json.bytes(job(null, "Packed otherwise", none("a"))));

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(api.problem(answer).code()).isEqualTo("UNSUPPORTED_CONTENT_ENCODING");
        assertThat(answer.headers().firstValue("Accept-Encoding")).contains("gzip, deflate");
    }

    @Test
    void aBadValueOfAQueryParameterIsNamed() {
        var job = "/v1/jobs/" + api.run(job(null, "To be asked for", none("a"))).id();
        var softly = new SoftAssertions();

        Map.ofEntries(
                        Map.entry("/v1/jobs?limit=many", "limit"),
                        Map.entry("/v1/jobs?state=NOPE", "state"),
                        Map.entry("/v1/jobs?cursor=%21", "cursor"),
                        Map.entry(job + "/subtasks?limit=0", "limit"),
                        Map.entry(job + "/receipts?limit=-1", "limit"),
                        Map.entry(job + "/attestations?cursor=x", "cursor"),
                        Map.entry(job + "/events?follow=perhaps", "follow"),
                        Map.entry(job + "/subtasks/a/log?attempt=x", "attempt"),
                        Map.entry(job + "/subtasks/a/log?follow=1e3", "follow"),
                        Map.entry(job + "/subtasks/a/log.gz?attempt=0", "attempt"),
                        Map.entry(job + "/result.patch?partial=half", "partial"),
                        Map.entry(job + "/result.bundle?partial=half", "partial"))
                .forEach((path, parameter) -> assertNamed(softly, path, parameter));

        softly.assertAll();
    }

    @Test
    void anUnknownQueryParameterIsNamedEverywhere() {
        var job = "/v1/jobs/" + api.run(job(null, "To be asked for", none("a"))).id();
        var softly = new SoftAssertions();

        for (var path :
                new String[] {
                    "/v1/jobs",
                    job,
                    job + "/subtasks",
                    job + "/receipts",
                    job + "/events",
                    job + "/subtasks/a/log",
                    job + "/subtasks/a/log.gz",
                    job + "/result.patch",
                    job + "/result.bundle",
                    "/v1/fleet",
                    "/v1/fleet/demand",
                    "/v1/disk",
                    "/v1/plan.schema.json"
                }) {
            assertNamed(softly, path + "?limt=3", "limt");
        }

        softly.assertAll();
    }

    private void assertNamed(SoftAssertions softly, String path, String parameter) {
        var answer = api.send(api.request(path).build());
        softly.assertThat(answer.statusCode()).as(path).isEqualTo(400);
        if (answer.statusCode() == 400) {
            softly.assertThat(api.problem(answer).errors())
                    .as(path)
                    .extracting(FieldError::field)
                    .containsExactly(parameter);
        }
    }

    private HttpResponse<byte[]> submit(String encoding, byte[] body) {
        return api.send(
                api.request("/v1/jobs")
                        .header("Content-Type", "application/json")
                        .header("Content-Encoding", encoding)
                        .POST(BodyPublishers.ofByteArray(body))
                        .build());
    }

    private static byte[] packed(byte[] body) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(body);
        }
        return packed.toByteArray();
    }
}
