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
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.attempt.Following;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.contract.plan.ExecutorKind;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.manager.TestJobs;
import dev.codefleet.support.Json;
import dev.codefleet.support.Sse;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A programmer that does nothing, over real HTTP, as the test wants it to. All its state is guarded
 * by itself.
 */
public final class TestProgrammer implements AutoCloseable {
    private static final long INCARNATION = 5;

    private final AgentId id;
    private final HttpServer server;
    private final int slots;
    private final List<Order> orders = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();
    private final Map<AttemptId, Execution> executions = new HashMap<>();
    private final List<Waiter> waiters = new ArrayList<>();
    private Function<Order, Optional<Failure>> outcome = order -> Optional.empty();
    private Function<Order, Optional<Problem>> refusal = order -> Optional.empty();
    private Predicate<Order> isHeld = order -> false;
    private final List<Following> followings = new ArrayList<>();
    private int denials;
    private int losses;
    private int mostAtOnce;

    private record Waiter(Predicate<TestProgrammer> condition, CompletableFuture<Void> done) {}

    /** One attempt: what was said of it, and who listens. */
    private static final class Execution {
        final Order order;
        final List<String> events = new ArrayList<>();
        final List<HttpServerResponse> followers = new ArrayList<>();
        boolean hasEnded;

        Execution(Order order) {
            this.order = order;
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

    synchronized void refuse(Function<Order, Optional<Problem>> next) {
        refusal = next;
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
                .filter(execution -> !execution.hasEnded)
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
        if (execution != null && !execution.hasEnded) {
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
        return new AgentView(id, registration, state, liveness, null, heartbeat, 0, beat);
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
        var path = request.path().split("/");
        if (request.method() == HttpMethod.POST && path.length == 3) {
            order(request, read(body, Order.class));
            return;
        }
        if (request.path().equals("/q/health/live")) {
            request.response().end("{}");
            return;
        }
        if (request.path().endsWith("/followed")) {
            followings.add(read(body, Following.class));
            request.response().setStatusCode(204).end();
            return;
        }
        var attempt = AttemptId.parse(path[3]);
        var execution = executions.get(attempt);
        boolean isDenied = request.path().endsWith("/events") && denials-- > 0;
        if (execution == null || isDenied) {
            refuse(request, Problem.of(404, "Not found", "NOT_FOUND", "no such attempt"));
        } else if (request.path().endsWith("/events")) {
            var last = request.getHeader("last-event-id");
            follow(request, execution, last == null ? 0 : Integer.parseInt(last));
        } else if (request.path().endsWith("/cancel")) {
            request.response().setStatusCode(202).end();
            if (!execution.hasEnded) {
                end(execution, Optional.of(Failure.of(FailureReason.CANCELLED, "Cancelled.")));
            }
        } else {
            request.response().setStatusCode(204).end();
        }
    }

    private void order(HttpServerRequest request, Order order) {
        var known = executions.get(order.attempt());
        if (known != null) {
            follow(request, known, 0);
            return;
        }
        orders.add(order);
        if (losses-- > 0) {
            return;
        }
        var no = refusal.apply(order);
        if (no.isPresent()) {
            refuse(request, no.get());
            return;
        }
        var execution = new Execution(order);
        executions.put(order.attempt(), execution);
        mostAtOnce = Math.max(mostAtOnce, running().size());
        follow(request, execution, 0);
        tell(execution, new AttemptEvent.Accepted(order.attempt(), INCARNATION));
        if (!isHeld.test(order)) {
            end(execution, outcome.apply(order));
        }
    }

    private static void follow(HttpServerRequest request, Execution execution, int last) {
        var response =
                request.response().setChunked(true).putHeader("content-type", Sse.MEDIA_TYPE);
        response.write(Sse.KEEP_ALIVE);
        execution.events.stream().skip(last).forEach(response::write);
        if (execution.hasEnded) {
            response.end();
        } else {
            execution.followers.add(response);
        }
    }

    private static void tell(@Nullable Execution execution, AttemptEvent event) {
        if (execution != null) {
            var text = Sse.encode(Sse.json(Integer.toString(execution.events.size() + 1), event));
            execution.events.add(text);
            execution.followers.forEach(follower -> follower.write(text));
        }
    }

    private static void end(Execution execution, Optional<Failure> failure) {
        execution.hasEnded = true;
        var attempt = execution.order.attempt();
        var state =
                failure.map(reason ->
                                reason.reason() == FailureReason.CANCELLED
                                        ? AttemptState.CANCELLED
                                        : AttemptState.FAILED)
                        .orElse(AttemptState.SUCCEEDED);
        var receipt = TestJobs.receipt(attempt, state, failure.orElse(null));
        tell(
                execution,
                new AttemptEvent.Report(attempt, state, receipt, null, "log of " + attempt, null));
        execution.followers.forEach(HttpServerResponse::end);
        execution.followers.clear();
    }

    private static void refuse(HttpServerRequest request, Problem problem) {
        request.response()
                .setStatusCode(problem.status())
                .putHeader("content-type", "application/problem+json")
                .end(Json.text(problem));
    }

    private static <T> T read(byte[] body, Class<T> type) {
        try {
            return Json.mapper().readValue(body, type);
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
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
