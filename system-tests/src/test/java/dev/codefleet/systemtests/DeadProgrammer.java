package dev.codefleet.systemtests;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.Heartbeat;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.agent.Registration;
import dev.codefleet.contract.plan.ExecutorKind;
import dev.codefleet.identity.AgentCredentials;
import dev.codefleet.identity.AgentName;
import dev.codefleet.identity.CalleeTokens;
import dev.codefleet.identity.KeyFile;
import dev.codefleet.identity.SigningKeys;
import dev.codefleet.localfleet.Home;
import dev.codefleet.localfleet.ServiceKind;
import dev.codefleet.support.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A programmer that registers and beats well, and at whose address nobody is. */
final class DeadProgrammer implements AutoCloseable {
    static final String ID = "programmer-dead";
    static final int SLOTS = 4;
    private static final long INCARNATION = 1;

    private final Api registry;
    private final AgentCredentials credentials;
    private final CalleeTokens tokens;
    private final AtomicLong seq = new AtomicLong();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    /**
     * @param home has the key that lets programmers in
     * @param address where nobody listens
     */
    DeadProgrammer(String registryUrl, Home home, String address) {
        this.registry = new Api(registryUrl);
        this.credentials = enrolled(home);
        this.tokens = credentials.tokensFor(registryUrl);
        var registration =
                new Registration(
                        AgentKind.PROGRAMMER,
                        address,
                        List.of(Lane.values()),
                        List.of(ExecutorKind.COMMAND, ExecutorKind.NONE),
                        SLOTS,
                        INCARNATION,
                        Map.of(),
                        "1");
        send("PUT", "/v1/agents/" + ID, registration);
        timer.scheduleWithFixedDelay(this::beat, 0, 1, TimeUnit.SECONDS);
    }

    private static AgentCredentials enrolled(Home home) {
        try {
            return AgentCredentials.enrol(
                    new AgentName(AgentKind.PROGRAMMER, new AgentId(ID)),
                    SigningKeys.make(),
                    KeyFile.readOrMake(home.enrolmentKey(ServiceKind.PROGRAMMER)).getPrivate());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void beat() {
        var beat =
                new Heartbeat(
                        INCARNATION,
                        seq.incrementAndGet(),
                        AgentState.IDLE,
                        null,
                        SLOTS,
                        List.of(),
                        List.of());
        send("POST", "/v1/agents/" + ID + "/heartbeat", beat);
    }

    private void send(String method, String path, Object body) {
        var answer =
                registry.send(
                        request(path)
                                .header("Content-Type", "application/json")
                                .method(method, BodyPublishers.ofByteArray(Json.bytes(body)))
                                .build());
        if (answer.statusCode() >= 300) {
            throw new AssertionError(registry.problem(answer));
        }
    }

    private synchronized HttpRequest.Builder request(String path) {
        return registry.request(path)
                .header("Authorization", "Bearer " + tokens.at(Instant.now()))
                .header(AgentCredentials.ENROLMENT_HEADER, credentials.enrolment());
    }

    /** Leaves the fleet. */
    @Override
    public void close() {
        timer.close();
        registry.send(request("/v1/agents/" + ID).DELETE().build());
    }
}
