package dev.codefleet.gateway.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.codefleet.support.Json;
import io.quarkus.rest.client.reactive.Url;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jspecify.annotations.Nullable;

/** Client of the registries' endpoints, beside the watch stream. */
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

    /** The version that a registry's health check tells; null if it does not. */
    static @Nullable String versionIn(Response health) {
        try {
            for (var check :
                    Json.mapper().readTree(health.readEntity(String.class)).path("checks")) {
                var version = check.path("data").path("version");
                if (version.isTextual()) {
                    return version.asText();
                }
            }
            return null;
        } catch (JsonProcessingException | RuntimeException _) {
            // An older registry, or none: that it lives is all that was asked.
            return null;
        }
    }

    /** What is wrong with a registry whose health was asked for, in words for people. */
    static String wordsOf(Throwable fault) {
        return fault instanceof WebApplicationException refusal
                ? "its health check answers " + refusal.getResponse().getStatus()
                : "does not answer";
    }
}
