package dev.codefleet.gateway.job;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Endpoint of the JSON schema of plans. */
@Path("/v1/plan.schema.json")
@Tag(name = "jobs")
class PlanSchemaResource {
    private static final String RESOURCE = "/dev/codefleet/contract/plan.schema.json";

    private final byte[] schema = read();

    @GET
    @Produces("application/schema+json")
    @Operation(
            operationId = "getPlanSchema",
            summary = "Read the JSON schema of plans",
            description = "For editors and validators, of plans in JSON and YAML alike.")
    @APIResponse(
            responseCode = "200",
            description = "A JSON Schema (2020-12).",
            content =
                    @Content(
                            mediaType = "application/schema+json",
                            schema = @Schema(type = SchemaType.OBJECT)))
    public byte[] schema() {
        return schema;
    }

    private static byte[] read() {
        try (InputStream resource = PlanSchemaResource.class.getResourceAsStream(RESOURCE)) {
            return Objects.requireNonNull(resource, RESOURCE).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
