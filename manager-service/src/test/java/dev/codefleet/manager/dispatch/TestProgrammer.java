package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.AgentView;
import dev.codefleet.contract.agent.Heartbeat;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.agent.Registration;
import dev.codefleet.contract.attempt.AttemptEvent;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.BundleRef;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.attempt.Following;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.plan.Executor;
import dev.codefleet.contract.plan.ExecutorKind;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.contracttests.ProgrammerProblems;
import dev.codefleet.manager.TestJobs;
import dev.codefleet.support.Json;
import dev.codefleet.support.Sha256;
import dev.codefleet.support.Sse;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A programmer that does nothing, over real HTTP, as the test wants it to: see {@link
 * TestProgrammerWireTest} for what it has in common with the service. All its state is guarded by
 * itself.
 */
public final class TestProgrammer implements AutoCloseable {
    private static final long INCARNATION = 5;

    private final AgentId id;
    private final HttpServer server;
    private final int slots;
    private final List<Order> orders = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();
    private final Map<AttemptId, Execution> executions = new LinkedHashMap<>();
    private final Map<JobId, Long> fences = new HashMap<>();
    private final Map<String, Integer> bundles = new HashMap<>();

    /** Attempts whose orders are refused from now on. */
    private final Set<AttemptId> withdrawn = new HashSet<>();

    private final List<Waiter> waiters = new ArrayList<>();
    private Function<Order, Optional<Failure>> outcome = order -> Optional.empty();
    private Function<Order, Optional<Problem>> refusal = order -> Optional.empty();
    private Predicate<Order> isHeld = order -> false;
    private final List<Following> followings = new ArrayList<>();
    private long epoch = INCARNATION;
    private int denials;
    private int losses;
    private int mostAtOnce;

    private record Waiter(Predicate<TestProgrammer> condition, CompletableFuture<Void> done) {}

    /** One attempt: what was said of it, and who listens. */
    private static final class Execution {
        final Order order;
        final List<String> events = new ArrayList<>();
        final List<HttpServerResponse> followers = new ArrayList<>();
        AttemptState state = AttemptState.RUNNING;

        Execution(Order order) {
            this.order = order;
        }

        boolean hasEnded() {
            return state != AttemptState.RUNNING;
        }
    }

    TestProgrammer(Vertx vertx, String name, int slots) {
        this.id = new AgentId(name);
        this.slots = slots;
        this.server =
                vertx.createHttpServer()
                        .requestHandler(this::answer)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
    }

    AgentId id() {
        return id;
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    synchronized void outcome(Function<Order, Optional<Failure>> next) {
        outcome = next;
    }

    /** Refuses orders, with what {@link ProgrammerProblems} says. */
    synchronized void refuse(Function<Order, Optional<Problem>> next) {
        refusal = next;
    }

    /** Begins another epoch. */
    synchronized void epoch(long next) {
        epoch = next;
    }

    /** Attempts that are taken and do not end before {@link #finish}. */
    synchronized void hold(Predicate<Order> next) {
        isHeld = next;
    }

    synchronized List<Order> orders() {
        return List.copyOf(orders);
    }

    synchronized List<Order> orders(String key) {
        return orders.stream().filter(order -> order.attempt().key().equals(key)).toList();
    }

    /** Methods and paths in the order of arrival. */
    synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    synchronized int mostAtOnce() {
        return mostAtOnce;
    }

    synchronized List<AttemptId> running() {
        return executions.values().stream()
                .filter(execution -> !execution.hasEnded())
                .map(execution -> execution.order.attempt())
                .toList();
    }

    /** Completes when the condition holds; it is looked at after every request. */
    synchronized CompletableFuture<Void> until(Predicate<TestProgrammer> condition) {
        var done = new CompletableFuture<Void>();
        waiters.add(new Waiter(condition, done));
        tellWaiters();
        return done;
    }

    synchronized void finish(AttemptId attempt) {
        var execution = executions.get(attempt);
        if (execution != null && !execution.hasEnded()) {
            end(execution, outcome.apply(execution.order));
        }
    }

    synchronized void say(AttemptId attempt, AttemptEvent event) {
        tell(executions.get(attempt), event);
    }

    /** What managers said that they have heard. */
    synchronized List<Following> followings() {
        return List.copyOf(followings);
    }

    /** Takes no notice of the next orders, nor answers them. */
    synchronized void loseOrders(int number) {
        losses = number;
    }

    /** Cuts every stream, and once does not know whom it is asked for. */
    synchronized void cutAndDenyOnce() {
        denials = 1;
        cut();
    }

    /** Cuts every stream, without a word. */
    synchronized void cut() {
        executions
                .values()
                .forEach(execution -> {
                    List.copyOf(execution.followers).forEach(HttpServerResponse::reset);
                    execution.followers.clear();
                });
    }

    /** Knows none of its attempts any more, and cuts their streams. */
    synchronized void forgetAndCut() {
        var forgotten = List.copyOf(executions.values());
        executions.clear();
        forgotten.forEach(execution -> execution.followers.forEach(HttpServerResponse::reset));
    }

    /** As the registries see it. */
    AgentView view(long beat, String... attempts) {
        return view(beat, Liveness.ALIVE, AgentState.IDLE, attempts);
    }

    AgentView view(long beat, Liveness liveness, AgentState state, String... attempts) {
        return view(id, url(), slots, beat, liveness, state, INCARNATION, attempts);
    }

    public static AgentView view(
            AgentId id,
            String url,
            int slots,
            long beat,
            Liveness liveness,
            AgentState state,
            long incarnation,
            String... attempts) {
        var registration =
                new Registration(
                        AgentKind.PROGRAMMER,
                        url,
                        List.of(Lane.CODE),
                        List.of(ExecutorKind.NONE),
                        slots,
                        incarnation,
                        Map.of(),
                        "test");
        var heartbeat =
                new Heartbeat(incarnation, beat, state, null, slots, List.of(attempts), List.of());
        return new AgentView(id, registration, state, liveness, null, heartbeat, 0, beat, null);
    }

    @Override
    public void close() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }

    private void answer(HttpServerRequest request) {
        request.body()
                .onSuccess(body -> {
                    synchronized (this) {
                        requests.add(request.method() + " " + request.path());
                        route(request, body.getBytes());
                        tellWaiters();
                    }
                });
    }

    private void route(HttpServerRequest request, byte[] body) {
        var path = request.path().substring(1).split("/");
        var isPost = request.method() == HttpMethod.POST;
        if (request.path().equals("/q/health/live")) {
            json(request, 200, Map.of("status", "UP", "checks", List.of()));
        } else if (request.path().startsWith("/v1/bundles/") && path.length == 3) {
            bundle(request, path[2], body);
        } else if (!request.path().startsWith("/v1/attempts")) {
            refuse(request, notFound("There is nothing at " + request.path() + "."));
        } else if (path.length == 2) {
            if (isPost) {
                read(request, body, Order.class).ifPresent(order -> order(request, order));
            } else {
                json(request, 200, executions.values().stream().map(TestProgrammer::view).toList());
            }
        } else if (isPost && path[2].equals("followed")) {
            read(request, body, Following.class)
                    .ifPresent(following -> {
                        followings.add(following);
                        request.response().setStatusCode(204).end();
                    });
        } else {
            attempt(request, path[2], path.length > 3 ? path[3] : "");
        }
    }

    private void attempt(HttpServerRequest request, String id, String what) {
        AttemptId attempt;
        try {
            attempt = AttemptId.parse(id);
        } catch (IllegalArgumentException e) {
            refuse(request, notFound("There is no attempt " + id + " here."));
            return;
        }
        var execution = executions.get(attempt);
        if (request.method() == HttpMethod.DELETE) {
            acknowledge(request, attempt, execution);
            return;
        }
        var isDenied = what.equals("events") && denials-- > 0;
        if (execution == null || isDenied) {
            if (what.equals("cancel")) {
                withdrawn.add(attempt);
            }
            refuse(request, ProgrammerProblems.unknown(attempt));
            return;
        }
        switch (what) {
            case "events" -> follow(request, execution, last(request));
            case "cancel" -> {
                json(request, 202, view(execution));
                if (!execution.hasEnded()) {
                    end(execution, Optional.of(Failure.of(FailureReason.CANCELLED, "Cancelled.")));
                }
            }
            default -> refuse(request, notFound("Attempt " + id + " has no " + what + " here."));
        }
    }

    private void acknowledge(
            HttpServerRequest request, AttemptId attempt, @Nullable Execution execution) {
        if (execution != null && !execution.hasEnded()) {
            refuse(request, ProgrammerProblems.stillRunning(attempt));
            return;
        }
        executions.remove(attempt);
        withdrawn.add(attempt);
        request.response().setStatusCode(204).end();
    }

    private void bundle(HttpServerRequest request, String name, byte[] body) {
        var response = request.response();
        if (request.method() == HttpMethod.HEAD) {
            var bytes = bundles.get(name);
            if (bytes == null) {
                response.setStatusCode(404).end();
            } else {
                response.putHeader("content-length", Integer.toString(bytes)).end();
            }
            return;
        }
        var sum = Sha256.hex(Sha256.digest().digest(body));
        if (!Sha256.isSum(name)) {
            refuse(request, ProgrammerProblems.notAChecksum());
        } else if (!sum.equals(name)) {
            refuse(request, ProgrammerProblems.wrongChecksum(sum));
        } else {
            response.setStatusCode(bundles.put(name, body.length) == null ? 201 : 200).end();
        }
    }

    private void order(HttpServerRequest request, Order order) {
        var isKnown = executions.containsKey(order.attempt());
        if (!isKnown) {
            orders.add(order);
            if (losses-- > 0) {
                return;
            }
        }
        var told = isKnown ? Optional.<Problem>empty() : refusal.apply(order);
        var no = told.or(() -> refusalByItself(order));
        if (no.isPresent()) {
            refuse(request, no.get());
            return;
        }
        fences.merge(order.attempt().job(), order.sender().fence(), Math::max);
        order.acknowledge().stream()
                .filter(id -> !executions.containsKey(id) || executions.get(id).hasEnded())
                .forEach(executions::remove);
        var known = executions.get(order.attempt());
        if (known != null) {
            follow(request, known, 0);
            return;
        }
        var isFull = running().size() >= slots;
        mostAtOnce = Math.max(mostAtOnce, running().size() + 1);
        if (isFull) {
            refuse(request, ProgrammerProblems.slotsFull(slots));
            return;
        }
        var execution = new Execution(order);
        executions.put(order.attempt(), execution);
        follow(request, execution, 0);
        tell(execution, new AttemptEvent.Accepted(order.attempt(), INCARNATION));
        if (!isHeld.test(order)) {
            end(execution, outcome.apply(order));
        }
    }

    /** As the service does, in the same order. */
    private Optional<Problem> refusalByItself(Order order) {
        var attempt = order.attempt();
        if (order.task().executor() instanceof Executor.Command(var _, var argv)
                && argv != null
                && argv.isEmpty()) {
            return Optional.of(
                    ProgrammerProblems.invalidOrder(attempt, ProgrammerProblems.noProgram()));
        }
        if (order.sender().epoch() != 0 && order.sender().epoch() != epoch) {
            return Optional.of(
                    ProgrammerProblems.staleEpoch(attempt, order.sender().epoch(), epoch));
        }
        var source = order.source();
        var needed = source == null ? List.<BundleRef>of() : source.bundles();
        for (var i = 0; i < needed.size(); i++) {
            var sha256 = needed.get(i).sha256();
            if (!bundles.containsKey(sha256)) {
                var field = "source.bundles[" + i + "].sha256";
                return Optional.of(ProgrammerProblems.bundleMissing(sha256, field));
            }
        }
        long seen = fences.getOrDefault(attempt.job(), 0L);
        if (order.sender().fence() < seen) {
            return Optional.of(ProgrammerProblems.staleFence(order.sender().fence(), seen));
        }
        return executions.containsKey(attempt) || !withdrawn.contains(attempt)
                ? Optional.empty()
                : Optional.of(ProgrammerProblems.cancelled(attempt));
    }

    private static int last(HttpServerRequest request) {
        var last = request.getHeader("last-event-id");
        return last != null && last.matches("\\d{1,9}") ? Integer.parseInt(last) : 0;
    }

    private static void follow(HttpServerRequest request, Execution execution, int last) {
        var response =
                request.response()
                        .setChunked(true)
                        .putHeader("content-type", Sse.MEDIA_TYPE)
                        .putHeader("cache-control", "no-store");
        response.write(Sse.RETRY);
        execution.events.stream().skip(last).forEach(response::write);
        if (execution.hasEnded()) {
            response.end();
        } else {
            execution.followers.add(response);
        }
    }

    /** Beats have no number and are not kept. */
    private static void tell(@Nullable Execution execution, AttemptEvent event) {
        if (execution == null) {
            return;
        }
        var isKept = !(event instanceof AttemptEvent.Beat);
        var id = isKept ? Integer.toString(execution.events.size() + 1) : null;
        var text = Sse.encode(Sse.json(id, event));
        if (isKept) {
            execution.events.add(text);
        }
        execution.followers.forEach(follower -> follower.write(text));
    }

    private static void end(Execution execution, Optional<Failure> failure) {
        var attempt = execution.order.attempt();
        execution.state =
                failure.map(reason ->
                                reason.reason() == FailureReason.CANCELLED
                                        ? AttemptState.CANCELLED
                                        : AttemptState.FAILED)
                        .orElse(AttemptState.SUCCEEDED);
        var receipt = TestJobs.receipt(attempt, execution.state, failure.orElse(null));
        tell(
                execution,
                new AttemptEvent.Report(
                        attempt, execution.state, receipt, null, "log of " + attempt, null));
        execution.followers.forEach(HttpServerResponse::end);
        execution.followers.clear();
    }

    private static Map<String, Object> view(Execution execution) {
        return Map.of(
                "attempt",
                execution.order.attempt(),
                "state",
                execution.state,
                "incarnation",
                INCARNATION);
    }

    private static Problem notFound(String detail) {
        return Problem.of(404, "Not found", "NOT_FOUND", detail);
    }

    private static void refuse(HttpServerRequest request, Problem problem) {
        request.response()
                .setStatusCode(problem.status())
                .putHeader("content-type", "application/problem+json")
                .end(Json.text(problem));
    }

    private static void json(HttpServerRequest request, int status, Object value) {
        request.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end(Json.text(value));
    }

    /** The body; one that cannot be read is refused. */
    private static <T> Optional<T> read(HttpServerRequest request, byte[] body, Class<T> type) {
        try {
            return Optional.of(Json.mapper().readValue(body, type));
        } catch (IOException malformed) {
            var detail = "The body is not what is expected here.";
            refuse(request, Problem.of(400, "Malformed JSON", "MALFORMED_JSON", detail));
            return Optional.empty();
        }
    }

    private void tellWaiters() {
        for (var waiter : List.copyOf(waiters)) {
            if (waiter.condition().test(this)) {
                waiters.remove(waiter);
                waiter.done().complete(null);
            }
        }
    }
}
