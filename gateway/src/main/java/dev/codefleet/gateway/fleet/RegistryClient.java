package dev.codefleet.gateway.fleet;

import io.quarkus.rest.client.reactive.Url;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** What the gateway asks of registries, beside the watch stream. */
@RegisterRestClient(configKey = "registry", baseUri = "http://127.0.0.1:6131")
interface RegistryClient {
    /**
     * Whether it lives.
     *
     * @param registry its base address
     * @return fails unless the answer is a success
     */
    @GET
    @Path("/q/health/live")
    Uni<Response> live(@Url String registry);

    /** What is wrong with a registry whose health was asked for, in words for people. */
    static String wordsOf(Throwable fault) {
        return fault instanceof WebApplicationException refusal
                ? "its health check answers " + refusal.getResponse().getStatus()
                : "does not answer";
    }
}
