package dev.codefleet.gateway.job;

import dev.codefleet.gateway.GatewayConfig;
import dev.codefleet.gateway.access.Quota;
import dev.codefleet.gateway.access.UnavailableRefusals;
import dev.codefleet.gateway.manager.Forwarder;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** Takes repositories in and hands them to a manager. */
@ApplicationScoped
class RepositoryUploads {
    private final Vertx vertx;
    private final Forwarder forwarder;
    private final UnavailableRefusals unavailable;
    private final BodyIntake.Bounds bounds;
    private final Quota spooledBytes;

    RepositoryUploads(
            GatewayConfig config,
            Vertx vertx,
            Forwarder forwarder,
            UnavailableRefusals unavailable) {
        this.vertx = vertx;
        this.forwarder = forwarder;
        this.unavailable = unavailable;
        this.bounds = BodyIntake.Bounds.ofRepository(config);
        this.spooledBytes = new Quota(config.maxSpooledRepositoryBytes());
    }

    /** Reads the client's body whole, so that it can be sent to more than one manager. */
    Uni<@Nullable Void> take(RoutingContext client, String path) {
        var intake = new BodyIntake(client.request(), vertx, bounds, spooledBytes, unavailable);
        return Uni.createFrom()
                .completionStage(() -> intake.read().toCompletionStage())
                .flatMap(body -> forwarder.upload(client, path, body))
                .onTermination()
                .invoke(intake::discard);
    }
}
