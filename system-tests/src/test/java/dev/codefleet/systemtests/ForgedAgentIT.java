package dev.codefleet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.agent.Registration;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.plan.ExecutorKind;
import dev.codefleet.identity.AgentCredentials;
import dev.codefleet.identity.AgentName;
import dev.codefleet.identity.KeyFile;
import dev.codefleet.identity.SigningKeys;
import dev.codefleet.localfleet.ServiceKind;
import dev.codefleet.support.Json;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What reaches the ports of registries and programmers, but has no key of the fleet, becomes no
 * agent of it and is obeyed by none.
 */
@InSharedFleet
class ForgedAgentIT {
    private static final String REAL = "programmer-1";

    private final Fleet fleet;
    private final String registryUrl;
    private final Api registry;
    private final Api programmer;

    ForgedAgentIT(Fleet fleet) {
        this.fleet = fleet;
        this.registryUrl = fleet.processes().members(ServiceKind.REGISTRY).getFirst().url();
        this.registry = new Api(registryUrl);
        this.programmer = new Api(fleet.processes().member(REAL).url());
    }

    @Test
    void aStrangerIsNotTakenForAProgrammer() {
        refused(401, "NO_TOKEN", registration("programmer-forged", 1));
        refused(403, "NOT_ENROLLED", signed("programmer-forged", 1));

        assertThat(fleet.api().fleet().programmers())
                .noneMatch(member -> member.id().equals("programmer-forged"));
    }

    @Test
    void aNewerIncarnationOfAStrangerStopsNoProgrammer() {
        var before = fleet.processes().member(REAL).process().orElseThrow();
        var newest = Long.MAX_VALUE;

        refused(401, "NO_TOKEN", registration(REAL, newest));
        refused(403, "NOT_ENROLLED", signed(REAL, newest));
        refused(
                401,
                "NO_TOKEN",
                registry.request("/v1/agents/" + REAL + "?incarnation=" + newest).DELETE());

        var ended = fleet.api().run(Task.job(null, Task.plan("Goes on", List.of(Task.none("a")))));
        assertThat(ended.state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(fleet.processes().member(REAL).process()).contains(before);
    }

    /** Such as the command of an attempt that has the machine's network. */
    @Test
    void nobodyButAManagerIsObeyedByAProgrammer() throws IOException {
        var home = fleet.home();
        var programmers = KeyFile.readOrMake(home.enrolmentKey(ServiceKind.PROGRAMMER));
        var name = new AgentName(AgentKind.PROGRAMMER, new AgentId("programmer-forged"));
        var own = SigningKeys.make();
        for (var path : List.of("/v1/attempts/job1.a.1", "/v1/bundles/ab")) {
            var request = programmer.request(path).DELETE();
            refused(programmer, 401, "NO_TOKEN", request);
            refused(
                    programmer,
                    403,
                    "NOT_ENROLLED",
                    shown(
                            request,
                            AgentCredentials.enrol(name, own, own.getPrivate()),
                            "programmer/" + REAL));
        }
        refused(
                programmer,
                403,
                "WRONG_KIND",
                shown(
                        programmer.request("/v1/attempts/job1.a.1").DELETE(),
                        AgentCredentials.enrol(name, own, programmers.getPrivate()),
                        "programmer/" + REAL));
    }

    private void refused(int status, String code, HttpRequest.Builder request) {
        refused(registry, status, code, request);
    }

    private static void refused(Api api, int status, String code, HttpRequest.Builder request) {
        var answer = api.send(request.build());
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(api.problem(answer).code()).isEqualTo(code);
    }

    private HttpRequest.Builder registration(String id, long incarnation) {
        var body =
                new Registration(
                        AgentKind.PROGRAMMER,
                        "http://127.0.0.1:1",
                        List.of(Lane.values()),
                        List.of(ExecutorKind.COMMAND, ExecutorKind.NONE),
                        4,
                        incarnation,
                        Map.of(),
                        "1");
        return registry.request("/v1/agents/" + id)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofByteArray(Json.bytes(body)));
    }

    /** With keys that the stranger has made itself. */
    private HttpRequest.Builder signed(String id, long incarnation) {
        var name = new AgentName(AgentKind.PROGRAMMER, new AgentId(id));
        var own = SigningKeys.make();
        var credentials = AgentCredentials.enrol(name, own, own.getPrivate());
        return shown(registration(id, incarnation), credentials, registryUrl);
    }

    private static HttpRequest.Builder shown(
            HttpRequest.Builder request, AgentCredentials credentials, String callee) {
        return request.setHeader(
                        "Authorization",
                        "Bearer " + credentials.tokensFor(callee).at(Instant.now()))
                .setHeader(AgentCredentials.ENROLMENT_HEADER, credentials.enrolment());
    }
}
