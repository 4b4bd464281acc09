package dev.codefleet.attestation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.codefleet.support.Json;
import java.time.Instant;

/**
 * The forms of an in-toto statement (v1) and of SLSA provenance (v1), as far as they are used here.
 *
 * @see <a href="https://github.com/in-toto/attestation/tree/main/spec/v1">in-toto</a>
 * @see <a href="https://slsa.dev/spec/v1.0/provenance">SLSA provenance</a>
 */
final class InToto {
    /** How the ids of those begin that have done something. */
    static final String BUILDER = "codefleet:";

    private static final String STATEMENT = "https://in-toto.io/Statement/v1";
    private static final String PROVENANCE = "https://slsa.dev/provenance/v1";

    private InToto() {}

    static ObjectNode statement(String buildType) {
        var statement = Json.mapper().createObjectNode();
        statement.put("_type", STATEMENT);
        statement.putArray("subject");
        statement.put("predicateType", PROVENANCE);
        statement.putObject("predicate").putObject("buildDefinition").put("buildType", buildType);
        return statement;
    }

    static boolean is(JsonNode statement, String buildType) {
        return statement.path("_type").asText().equals(STATEMENT)
                && statement.path("predicateType").asText().equals(PROVENANCE)
                && statement.at("/predicate/buildDefinition/buildType").asText().equals(buildType);
    }

    /** Adds a subject, and gives its digests. */
    static ObjectNode subject(ObjectNode statement, String name) {
        return statement.withArray("subject").addObject().put("name", name).putObject("digest");
    }

    static ObjectNode definition(ObjectNode statement) {
        return statement.withObject("/predicate/buildDefinition");
    }

    /** Adds what it was made of, and gives its digests. */
    static ObjectNode dependency(ObjectNode definition, String name) {
        return definition
                .withArray("resolvedDependencies")
                .addObject()
                .put("name", name)
                .putObject("digest");
    }

    static ObjectNode run(
            ObjectNode statement, String builder, String invocation, Instant start, Instant end) {
        var run = statement.withObject("/predicate").putObject("runDetails");
        run.putObject("builder").put("id", BUILDER + builder);
        run.putObject("metadata")
                .put("invocationId", invocation)
                .put("startedOn", start.toString())
                .put("finishedOn", end.toString());
        return run;
    }
}
