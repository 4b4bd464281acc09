package dev.codefleet.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.job.FleetView;
import dev.codefleet.contract.problem.FieldError;
import dev.codefleet.support.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Contract tests of the API of gateways, as the command and other clients use it: what managers
 * answer, and what gateways say themselves.
 */
public abstract class GatewayContract extends JobsContract {

    /** What a suite cannot bring about over the wire. */
    public interface Given extends JobsContract.Given {
        /** The longest body of a submission that is taken. */
        int maxBodyBytes();

        /** The longest repository that is taken. */
        int maxRepositoryBytes();

        /** From now on there is no manager behind the gateway. */
        void withoutManagers();
    }

    @Override
    protected abstract Given given();

    @Test
    void whatIsOutOfFormGoesNoFurther() throws Exception {
        for (var path : List.of("", "/events", "/subtasks", "/result.patch", "/subtasks/a/log")) {
            assertThat(wire.call("GET", JOBS + "/a.b" + path).problem())
                    .as(path)
                    .isEqualTo(GatewayProblems.invalidJobId());
        }
        assertThat(wire.call("POST", JOBS + "/a.b/cancel").problem())
                .isEqualTo(GatewayProblems.invalidJobId());
        assertThat(wire.call("GET", JOBS + "/nosuchjob/subtasks/-a/log").problem())
                .isEqualTo(GatewayProblems.invalidSubtaskKey());
        assertThat(submit(job("Title"), "no key").problem())
                .isEqualTo(GatewayProblems.invalidIdempotencyKey());
        var content = "other".getBytes(StandardCharsets.UTF_8);
        assertThat(wire.bytes("PUT", REPOSITORIES + "nonsense", content).problem())
                .isEqualTo(GatewayProblems.invalidChecksum());
        assertThat(wire.call("HEAD", REPOSITORIES + "nonsense").status()).isEqualTo(400);
        wire.call("GET", "/v1/nonsense").refusal(404, "NOT_FOUND");
    }

    @Test
    void aLaneThatIsNoneIsToldWithTheLanes() throws Exception {
        var errors =
                submit("{\n\"lane\": \"cooking\"}", null).refusal(400, "UNKNOWN_LANE").errors();

        assertThat(errors)
                .containsExactly(
                        new FieldError(
                                2,
                                "lane",
                                "unknown lane 'cooking'",
                                "one of code, models, data, devsecops, docs"));
    }

    @Test
    void whatIsNoJsonIsNotTaken() throws Exception {
        wire.call("POST", JOBS, "Content-Type", "text/plain")
                .refusal(415, "UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void whatIsTooLargeIsRefusedByTheLimit() throws Exception {
        var limits = given();

        assertThat(submit(job("x".repeat(limits.maxBodyBytes())), null).problem())
                .isEqualTo(GatewayProblems.tooLarge(limits.maxBodyBytes()));
        var repository = new byte[limits.maxRepositoryBytes() + 1];
        assertThat(wire.upload(REPOSITORIES + sum(repository), repository).problem())
                .isEqualTo(GatewayProblems.tooLarge(limits.maxRepositoryBytes()));
    }

    @Test
    void withoutAManagerItSaysWhenToComeBack() throws Exception {
        given().withoutManagers();
        var job = JOBS + "/nosuchjob";

        for (var read : List.of("", "/subtasks", "/events", "/result.bundle", "/subtasks/a/log")) {
            isAway(wire.call("GET", job + read));
        }
        isAway(wire.call("GET", JOBS));
        isAway(wire.call("POST", job + "/cancel"));
        isAway(wire.call("DELETE", job));
        assertThat(wire.call("HEAD", REPOSITORIES + "a".repeat(64)).status()).isEqualTo(503);
        var submission = submit(job("Title"), null);
        assertThat(submission.problem()).isEqualTo(GatewayProblems.noManagerOfLane("code"));
        assertThat(submission.header("retry-after")).isEqualTo("1");
    }

    private static void isAway(WireClient.Answer answer) throws Exception {
        assertThat(answer.problem()).isEqualTo(GatewayProblems.noManager());
        assertThat(answer.header("retry-after")).isEqualTo("1");
    }

    @Test
    void theFleetIsShown() throws Exception {
        var fleet = wire.call("GET", "/v1/fleet").json();

        assertThat(names(fleet))
                .containsExactlyInAnyOrder("gateways", "managers", "registries", "programmers");
        var view = Json.mapper().treeToValue(fleet, FleetView.class);
        assertThat(view.managers()).extracting(FleetView.Member::id).containsExactly("manager-1");
    }
}
