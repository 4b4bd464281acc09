package dev.codefleet.gateway.manager;

import dev.codefleet.contract.agent.Lane;
import dev.codefleet.gateway.GatewayConfig;
import dev.codefleet.gateway.access.IdempotencyKey;
import dev.codefleet.gateway.access.QueryString;
import dev.codefleet.gateway.caller.CallerName;
import dev.codefleet.gateway.manager.choice.ManagerAddress;
import dev.codefleet.gateway.manager.choice.ManagerFailover;
import dev.codefleet.web.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hands a client's request to a manager and writes the manager's answer to the client. The answers
 * complete when the client has everything; they fail with a {@link ProblemException} if no manager
 * could be asked, and then nothing was written. Cancelling them ends the request to the manager.
 */
@ApplicationScoped
public class Forwarder {
    private static final String FORWARDED_FOR = "X-Forwarded-For";

    private final GatewayConfig config;
    private final Managers managers;
    private final ManagerClient sender;
    private final ForwardMetrics meters;
    private final NoManager noManager;

    Forwarder(
            GatewayConfig config,
            Managers managers,
            ManagerClient sender,
            ForwardMetrics meters,
            NoManager noManager) {
        this.config = config;
        this.managers = managers;
        this.sender = sender;
        this.meters = meters;
        this.noManager = noManager;
    }

    /** Sends the request, its query included, to any manager. */
    public Uni<@Nullable Void> call(RoutingContext client, String path) {
        return ask(client, path, false);
    }

    /** The same for an answer that may go on for long. */
    public Uni<@Nullable Void> stream(RoutingContext client, String path) {
        return ask(client, path, true);
    }

    /** Submits a job to a manager of the lane. */
    public Uni<@Nullable Void> submit(
            RoutingContext client, Lane lane, IdempotencyKey key, ForwardedBody body) {
        var headers = headersOf(client);
        headers.set(IdempotencyKey.HEADER, key.value()).set("content-type", "application/json");
        var call =
                new ManagerRequest(
                        HttpMethod.POST, "/v1/jobs", headers, body, config.submitTimeout(), false);
        return run(client, call, managers.accepting(lane), noManager.ofLane(lane));
    }

    /** Sends the request with a body of JSON to any manager. */
    public Uni<@Nullable Void> call(RoutingContext client, String path, ForwardedBody body) {
        var headers = headersOf(client).set("content-type", "application/json");
        var call =
                new ManagerRequest(
                        client.request().method(),
                        QueryString.append(path, client.request().query()),
                        headers,
                        body,
                        config.submitTimeout(),
                        false);
        return run(client, call, managers.answering(), noManager.known());
    }

    /** Sends an uploaded body to any manager. */
    public Uni<@Nullable Void> upload(RoutingContext client, String path, ForwardedBody body) {
        var headers = headersOf(client).set("content-type", "application/octet-stream");
        var timeout = config.repositoryTimeout();
        var call = new ManagerRequest(HttpMethod.PUT, path, headers, body, timeout, true);
        return run(client, call, managers.answering(), noManager.known());
    }

    private Uni<@Nullable Void> ask(RoutingContext client, String path, boolean isStream) {
        var call =
                new ManagerRequest(
                        client.request().method(),
                        QueryString.append(path, client.request().query()),
                        headersOf(client),
                        new ForwardedBody.None(),
                        config.answerTimeout(),
                        isStream);
        return run(client, call, managers.answering(), noManager.known());
    }

    private static MultiMap headersOf(RoutingContext client) {
        var headers = MultiMap.caseInsensitiveMultiMap();
        Headers.toManager(client.request().headers(), headers);
        CallerName.addTo(headers, client);
        var address = client.request().remoteAddress();
        if (address != null && address.hostAddress() != null) {
            // For the manager's log. Proxies before the gateway are its operators' own.
            var before = client.request().getHeader(FORWARDED_FOR);
            headers.set(
                    FORWARDED_FOR,
                    before == null
                            ? address.hostAddress()
                            : before.replace(" ", "") + "," + address.hostAddress());
        }
        return headers;
    }

    private Uni<@Nullable Void> run(
            RoutingContext client,
            ManagerRequest call,
            List<ManagerAddress> candidates,
            ProblemException ifNone) {
        if (candidates.isEmpty()) {
            meters.count(ForwardMetrics.Outcome.UNAVAILABLE);
            return Uni.createFrom().failure(ifNone);
        }
        var exchange =
                new ForwardedRequest(
                        call,
                        new ManagerFailover(candidates, config.maxTries()),
                        client.response(),
                        managers,
                        sender,
                        meters,
                        noManager);
        return Uni.createFrom()
                .emitter(emitter -> {
                    emitter.onTermination(exchange::abandon);
                    exchange.run().onSuccess(emitter::complete).onFailure(emitter::fail);
                });
    }
}
