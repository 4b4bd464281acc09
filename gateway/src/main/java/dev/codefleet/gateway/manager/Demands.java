package dev.codefleet.gateway.manager;

import dev.codefleet.contract.job.Demand;
import dev.codefleet.gateway.GatewayConfig;
import dev.codefleet.gateway.access.UnavailableRefusals;
import dev.codefleet.gateway.manager.choice.ManagerAddress;
import dev.codefleet.support.Json;
import dev.codefleet.web.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Asks every manager for its demand. */
@ApplicationScoped
public class Demands {
    private static final int MAX_BYTES = 64 * 1024;

    private final Managers managers;
    private final ManagerClient client;
    private final UnavailableRefusals unavailable;
    private final ManagerRequest call;

    Demands(
            GatewayConfig config,
            Managers managers,
            ManagerClient client,
            UnavailableRefusals unavailable) {
        this.managers = managers;
        this.client = client;
        this.unavailable = unavailable;
        this.call =
                new ManagerRequest(
                        HttpMethod.GET,
                        "/v1/demand",
                        MultiMap.caseInsensitiveMultiMap().set("accept", "application/json"),
                        new ForwardedBody.None(),
                        config.answerTimeout(),
                        false);
    }

    /**
     * The demand of each live manager. Fails with a {@link ProblemException} if one does not
     * answer: a sum without it would have an autoscaler take away what that manager is about to
     * use.
     */
    public Future<List<Demand>> all() {
        var answers = managers.alive().stream().map(this::of).toList();
        return Future.all(answers).map(all -> all.<Demand>list());
    }

    private Future<Demand> of(ManagerAddress manager) {
        return client.send(manager, call, _ -> {})
                .compose(Demands::bodyOf)
                .map(Demands::read)
                .recover(_ ->
                        Future.failedFuture(
                                unavailable.because(
                                        "DEMAND_UNKNOWN",
                                        "Demand unknown",
                                        "The manager " + manager.id() + " does not say.")));
    }

    private static Future<Buffer> bodyOf(HttpClientResponse answer) {
        var body = BoundedBody.read(answer, MAX_BYTES);
        return answer.statusCode() == 200
                ? body
                : body.compose(_ -> Future.failedFuture("status " + answer.statusCode()));
    }

    private static Demand read(Buffer body) {
        try {
            return Json.mapper().readValue(body.getBytes(), Demand.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
