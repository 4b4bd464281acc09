package dev.codefleet.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.job.FleetView;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.contracttests.Answers;
import dev.codefleet.contracttests.GatewayProblems;
import dev.codefleet.contracttests.InMemoryJobs;
import dev.codefleet.support.Json;
import dev.codefleet.support.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A gateway of jobs that nobody works on, over real HTTP: see {@link StandInGatewayWireTest} for
 * what it has in common with the service. Beside that it may pass by a broken connection, or what
 * stands between a command and its gateway.
 */
public final class StandInGateway implements AutoCloseable {
    static final int MAX_BODY_BYTES = 1_000_000;
    static final int MAX_REPOSITORY_BYTES = 2_000_000;

    /** What it knows of jobs. */
    public final InMemoryJobs jobs = new InMemoryJobs("manager-1");

    private final HttpServer server;
    private final int maxRepositoryBytes;
    private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile boolean hasManager = true;

    /** What was asked. */
    public record Request(
            String uri,
            @Nullable String idempotencyKey,
            @Nullable String lastEventId,
            @Nullable String authorization) {
        public String path() {
            return uri.split("\\?", 2)[0];
        }
    }

    /** What comes instead of an answer of the gateway. */
    private interface Fault {
        void answer(HttpExchange exchange) throws IOException;
    }

    public StandInGateway() throws IOException {
        this(MAX_REPOSITORY_BYTES);
    }

    public StandInGateway(int maxRepositoryBytes) throws IOException {
        this.maxRepositoryBytes = maxRepositoryBytes;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Refuses the next request, whatever it is. */
    public void refuseNext(Problem problem) {
        faults.add(exchange -> Answers.refuse(exchange, problem));
    }

    /** The next answer comes from a server between the command and the gateway. */
    public void answerNextByProxy(int status, String type, String body) {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        faults.add(exchange -> Answers.reply(exchange, status, type, bytes));
    }

    /** The next answer is a stream of events that has this, and then breaks off or ends. */
    public void streamNext(String events) {
        answerNextByProxy(200, "text/event-stream", events);
    }

    /** From now on there is no manager behind it. */
    void withoutManagers() {
        hasManager = false;
    }

    public List<Request> requests() {
        return requests;
    }

    private void serve(HttpExchange exchange) throws IOException {
        var body = exchange.getRequestBody().readAllBytes();
        exchange.setStreams(new ByteArrayInputStream(body), null);
        var headers = exchange.getRequestHeaders();
        requests.add(
                new Request(
                        exchange.getRequestURI().toString(),
                        headers.getFirst("Idempotency-Key"),
                        headers.getFirst("Last-Event-ID"),
                        headers.getFirst("Authorization")));
        var fault = faults.poll();
        if (fault != null) {
            fault.answer(exchange);
            return;
        }
        var path = exchange.getRequestURI().getPath();
        var refusal = refusal(exchange, path, body);
        if (refusal.isPresent()) {
            Answers.refuse(exchange, refusal.get());
        } else if (path.equals("/v1/fleet")) {
            Answers.reply(exchange, 200, Json.text(fleet()));
        } else {
            jobs.answer(exchange);
        }
    }

    /** What the gateway says itself. */
    private Optional<Problem> refusal(HttpExchange exchange, String path, byte[] body) {
        var parts = path.split("/", -1);
        if (path.equals("/v1/fleet")) {
            return Optional.empty();
        }
        if (path.startsWith("/v1/repositories/")) {
            return !Sha256.isSum(parts[3])
                    ? Optional.of(GatewayProblems.invalidChecksum())
                    : tooLarge(body, maxRepositoryBytes).or(this::noManager);
        }
        if (path.equals("/v1/jobs") && exchange.getRequestMethod().equals("POST")) {
            return submission(exchange, path, body);
        }
        if (path.startsWith("/v1/jobs/")) {
            if (!parts[3].matches("[a-z0-9]{4,32}")) {
                return Optional.of(GatewayProblems.invalidJobId());
            }
            if (parts.length > 5 && !parts[5].matches("[A-Za-z0-9][A-Za-z0-9_-]{0,63}")) {
                return Optional.of(GatewayProblems.invalidSubtaskKey());
            }
        }
        return tooLarge(body, MAX_BODY_BYTES).or(this::noManager);
    }

    private Optional<Problem> submission(HttpExchange exchange, String path, byte[] body) {
        var headers = exchange.getRequestHeaders();
        var key = headers.getFirst("Idempotency-Key");
        if (!"application/json".equals(headers.getFirst("Content-Type"))) {
            return Optional.of(GatewayProblems.notJson(path));
        }
        if (key != null && !key.matches("[A-Za-z0-9._:-]{1,128}")) {
            return Optional.of(GatewayProblems.invalidIdempotencyKey());
        }
        return tooLarge(body, MAX_BODY_BYTES).or(() -> lane(body));
    }

    private Optional<Problem> lane(byte[] body) {
        try {
            var lane = Json.mapper().readTree(body).path("lane").asText("code");
            var isOne =
                    Arrays.stream(Lane.values())
                            .anyMatch(each -> each.name().toLowerCase(Locale.ROOT).equals(lane));
            if (!isOne && !lane.equals("null")) {
                var text = new String(body, StandardCharsets.UTF_8);
                var line = (int) text.substring(0, text.indexOf(lane)).lines().count();
                return Optional.of(GatewayProblems.unknownLane(line, lane));
            }
            return hasManager
                    ? Optional.empty()
                    : Optional.of(GatewayProblems.noManagerOfLane("code"));
        } catch (JsonProcessingException _) {
            // The manager's words for it are the gateway's.
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<Problem> tooLarge(byte[] body, int most) {
        return body.length > most ? Optional.of(GatewayProblems.tooLarge(most)) : Optional.empty();
    }

    private Optional<Problem> noManager() {
        return hasManager ? Optional.empty() : Optional.of(GatewayProblems.noManager());
    }

    private static FleetView fleet() {
        var manager =
                new FleetView.Member(
                        "MANAGER",
                        "manager-1",
                        null,
                        "http://127.0.0.1:1",
                        AgentState.IDLE,
                        Liveness.ALIVE,
                        null,
                        List.of(Lane.CODE),
                        FleetView.Load.NONE,
                        null,
                        null);
        return new FleetView(List.of(), List.of(manager), List.of(), List.of());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
