package dev.codefleet.gateway;

import static dev.codefleet.contracttests.Answers.reply;
import static dev.codefleet.gateway.GatewayClient.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.contract.job.Page;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.contracttests.InMemoryJobs;
import dev.codefleet.contracttests.ManagerProblems;
import dev.codefleet.support.Json;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StandInRegistry.class)
class ReadTest {
    private static final Problem NOT_OWNER = Problem.notOwner("manager-2");

    private static final JobView JOB = new InMemoryJobs("manager-1").add("manager-2");

    @TestHTTPResource("/")
    URI url;

    @Inject TestFleet fleet;

    private GatewayClient client;
    private final StandInManager first = new StandInManager("manager-1");
    private final StandInManager second = new StandInManager("manager-2");

    @BeforeEach
    void connect() {
        client = new GatewayClient(url);
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    @Test
    void aReadKeepsItsPathAndQuery() {
        fleet.is(first.view());

        assertThat(client.get("/v1/jobs?state=RUNNING&limit=5&cursor=%61bcd").body())
                .isEqualTo(Json.text(new Page<>(List.of(), null)));
        client.get("/v1/jobs/job1");
        client.get("/v1/jobs/job1/subtasks?limit=2");
        client.get("/v1/jobs/job1/receipts");
        client.get("/v1/jobs/job1/attestations");
        client.get("/v1/jobs/job1/subtasks/Key_1-a/log?follow=true");
        client.get("/v1/jobs/job1/result.patch");
        client.get("/v1/jobs/job1/result.bundle");
        client.get("/v1/jobs/job1/events?follow=false");
        client.get("/v1/disk");

        assertThat(first.asked())
                .extracting(StandInManager.Asked::uri)
                .containsExactly(
                        "/v1/jobs?state=RUNNING&limit=5&cursor=%61bcd",
                        "/v1/jobs/job1",
                        "/v1/jobs/job1/subtasks?limit=2",
                        "/v1/jobs/job1/receipts",
                        "/v1/jobs/job1/attestations",
                        "/v1/jobs/job1/subtasks/Key_1-a/log?follow=true",
                        "/v1/jobs/job1/result.patch",
                        "/v1/jobs/job1/result.bundle",
                        "/v1/jobs/job1/events?follow=false",
                        "/v1/disk");
    }

    @Test
    void aDeletionReachesAManagerAndItsAnswerComesBack() {
        fleet.is(first.view());
        first.does(exchange -> {
            reply(exchange, 204);
        });

        var answer = client.send(client.to("/v1/jobs/job1").DELETE().build());

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(first.asked())
                .extracting(StandInManager.Asked::method, StandInManager.Asked::uri)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("DELETE", "/v1/jobs/job1"));
    }

    @Test
    void aManagersNotFoundPasses() {
        first.refuses(ManagerProblems.missing(new JobId("job1")));
        fleet.is(first.view());

        var answer = client.get("/v1/jobs/job1");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(code(answer)).isEqualTo("NOT_FOUND");
    }

    @Test
    void whatNeedsTheOwnerIsSentOnceMoreToIt() {
        first.refuses(NOT_OWNER);
        second.answers(202, JOB);
        fleet.is(first.view(), second.view(Liveness.ALIVE, AgentState.DRAINING, Lane.CODE));

        // The managers take turns: of two requests one comes to the wrong one first.
        for (var i = 0; i < 2; i++) {
            var answer = client.send(cancel("job1"));
            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(answer.body()).isEqualTo(Json.text(JOB));
        }

        assertThat(first.asked()).hasSize(1);
        assertThat(second.asked())
                .hasSize(2)
                .allSatisfy(asked -> {
                    assertThat(asked.method()).isEqualTo("POST");
                    assertThat(asked.uri()).isEqualTo("/v1/jobs/job1/cancel");
                });
    }

    @Test
    void aJobIsResumedWithACorrectedPlanOrWithNothing() {
        first.answers(202, JOB);
        fleet.is(first.view());
        var resume = client.to("/v1/jobs/job1/resume");
        var body = "{\"plan\":{\"title\":\"" + "x".repeat(100_000) + "\"}}";

        var plain = client.send(resume.POST(HttpRequest.BodyPublishers.noBody()).build());
        var corrected =
                client.send(
                        resume.header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build());

        assertThat(plain.statusCode()).isEqualTo(202);
        assertThat(corrected.statusCode()).isEqualTo(202);
        assertThat(first.asked()).hasSize(2).allMatch(asked -> asked.method().equals("POST"));
        assertThat(first.asked().getFirst().body()).isEmpty();
        assertThat(new String(first.asked().getLast().body(), StandardCharsets.UTF_8))
                .isEqualTo(body);
        assertThat(first.asked().getLast().header("Content-type")).isEqualTo("application/json");
    }

    @Test
    void anOwnerThatIsNotThereIsAPassingTrouble() {
        first.refuses(NOT_OWNER);
        fleet.is(first.view());

        var refused = client.send(cancel("job1"));

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(code(refused)).isEqualTo("OWNER_UNREACHABLE");
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
    }

    @Test
    void anOwnerThatSendsOnIsNotFollowedFurther() {
        first.refuses(NOT_OWNER);
        second.refuses(Problem.notOwner("manager-1"));
        fleet.is(first.view(), second.view());

        var refused = client.send(cancel("job1"));

        assertThat(code(refused)).isEqualTo("OWNER_UNREACHABLE");
        assertThat(first.asked().size() + second.asked().size()).isEqualTo(2);
    }

    @Test
    void aSilentManagerIsAskedOnlyAfterALiveOne() {
        first.close();
        fleet.is(second.view(Liveness.SUSPECT, AgentState.IDLE, Lane.CODE), first.view());

        assertThat(client.get("/v1/jobs").statusCode()).isEqualTo(200);
        assertThat(second.asked()).hasSize(1);
    }

    @Test
    void withoutAManagerReadsAreUnavailable() {
        fleet.is(first.view(Liveness.LOST, AgentState.FAILED, Lane.CODE));

        var refused = client.get("/v1/jobs/job1");

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(code(refused)).isEqualTo("NO_MANAGER");
    }

    @Test
    void aHeadRequestHasNoBody() {
        first.does(exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"7\"");
            reply(exchange, 200, "{}");
        });
        fleet.is(first.view());
        var head = client.to("/v1/jobs/job1").method("HEAD", HttpRequest.BodyPublishers.noBody());

        var answer = client.send(head.build());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("ETag")).hasValue("\"7\"");
        assertThat(answer.body()).isEmpty();
    }

    private HttpRequest cancel(String job) {
        return client.to("/v1/jobs/" + job + "/cancel")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
    }
}
