package dev.codefleet.attestation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.support.Json;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The signed summary of a job that has succeeded: which commit is its result, and which signed
 * receipts count for it. A manager makes it.
 *
 * @param subtasks how many the job has, signed or not
 * @param hasFinalChecks whether the plan has checks for the merged head
 */
public record JobStatement(
        JobId job,
        AgentId manager,
        String base,
        Head head,
        int subtasks,
        boolean hasFinalChecks,
        List<Counted> receipts,
        Instant signedAt) {
    static final String BUILD_TYPE = "https://codefleet.dev/job/v1";

    private static final int MOST_RECEIPTS = 20_000;

    /** The result. */
    public record Head(String commit, String tree) {}

    /**
     * A receipt that counts.
     *
     * @param sha256 of its statement, in hex
     */
    public record Counted(AttemptId attempt, String sha256) {}

    /** The statement as it is signed. */
    public byte[] bytes() {
        var statement = InToto.statement(BUILD_TYPE);
        InToto.subject(statement, "codefleet/" + job)
                .put("gitCommit", head.commit())
                .put("gitTree", head.tree());
        var definition = InToto.definition(statement);
        definition
                .putObject("externalParameters")
                .put("job", job.value())
                .put("subtasks", subtasks)
                .put("finalChecks", hasFinalChecks);
        InToto.dependency(definition, "base").put("gitCommit", base);
        var run = InToto.run(statement, "manager/" + manager, job.value(), signedAt, signedAt);
        var byproducts = run.putArray("byproducts");
        for (var receipt : receipts) {
            byproducts
                    .addObject()
                    .put("name", receipt.attempt().toString())
                    .putObject("digest")
                    .put("sha256", receipt.sha256());
        }
        return Json.bytes(statement);
    }

    /**
     * Reads a statement.
     *
     * @return empty if it is of another kind, or malformed
     */
    public static Optional<JobStatement> read(byte[] bytes) {
        try {
            var statement = Json.mapper().readTree(bytes);
            var byproducts = statement.at("/predicate/runDetails/byproducts");
            var manager = statement.at("/predicate/runDetails/builder/id").asText();
            if (!InToto.is(statement, BUILD_TYPE)
                    || !manager.startsWith(InToto.BUILDER + "manager/")
                    || byproducts.size() > MOST_RECEIPTS) {
                return Optional.empty();
            }
            var digest = statement.at("/subject/0/digest");
            var definition = statement.at("/predicate/buildDefinition");
            var asked = definition.path("externalParameters");
            var receipts = new ArrayList<Counted>();
            for (var each : byproducts) {
                receipts.add(
                        new Counted(
                                AttemptId.parse(text(each.path("name"))),
                                text(each.at("/digest/sha256"))));
            }
            return Optional.of(
                    new JobStatement(
                            new JobId(text(asked.path("job"))),
                            new AgentId(manager.substring((InToto.BUILDER + "manager/").length())),
                            text(definition.at("/resolvedDependencies/0/digest/gitCommit")),
                            new Head(text(digest.path("gitCommit")), text(digest.path("gitTree"))),
                            asked.path("subtasks").asInt(),
                            asked.path("finalChecks").asBoolean(),
                            List.copyOf(receipts),
                            Instant.parse(
                                    text(
                                            statement.at(
                                                    "/predicate/runDetails/metadata/finishedOn")))));
        } catch (IOException | IllegalArgumentException | DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private static String text(JsonNode node) {
        if (!node.isTextual()) {
            throw new IllegalArgumentException("not a text");
        }
        return node.asText();
    }
}
