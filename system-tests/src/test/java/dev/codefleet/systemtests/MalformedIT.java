package dev.codefleet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.support.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

@InSharedFleet
class MalformedIT {
    private static final int REQUESTS = 220;
    private static final long SEED = 6_101;

    private final Api api;

    MalformedIT(Fleet fleet) {
        this.api = fleet.api();
    }

    @Test
    void malformedRequestsAreRefusedWithAProblemAndBreakNothing() {
        var before = api.jobs().size();
        var kinds = new ArrayList<String>();
        var softly = new SoftAssertions();

        for (var malformed : new MalformedRequests(api, SEED).generate(REQUESTS)) {
            kinds.add(malformed.kind());
            var answer = api.send(malformed.request());
            softly.assertThat(fault(answer)).as("%s", malformed).isEmpty();
        }

        softly.assertAll();
        assertThat(kinds).hasSizeGreaterThanOrEqualTo(200);
        assertThat(kinds.stream().distinct().count()).isGreaterThan(15);
        assertThat(api.jobs()).as("jobs made of them").hasSize(before);
        var ended = api.run(Task.job(null, "Still well", Task.none("a")));
        assertThat(ended.state()).isEqualTo(JobState.SUCCEEDED);
    }

    /** What is wrong with an answer to a malformed request; empty if it is as promised. */
    private static String fault(HttpResponse<byte[]> answer) {
        var text = new String(answer.body(), StandardCharsets.UTF_8);
        var shown = answer.statusCode() + " " + text.substring(0, Math.min(300, text.length()));
        var type = answer.headers().firstValue("Content-Type").orElse("none");
        if (answer.statusCode() < 400 || answer.statusCode() > 499) {
            return "status " + shown;
        }
        if (!type.startsWith("application/problem+json")) {
            return "content type " + type + " of " + shown;
        }
        try {
            var problem = Json.mapper().readValue(answer.body(), Problem.class);
            var isWhole =
                    problem.status() == answer.statusCode()
                            && problem.code().matches("[A-Z][A-Z_]+")
                            && !problem.title().isBlank()
                            && !problem.detail().isBlank();
            return isWhole ? "" : "problem " + shown;
        } catch (IOException e) {
            return "no problem: " + shown + " " + e.getMessage();
        }
    }
}
