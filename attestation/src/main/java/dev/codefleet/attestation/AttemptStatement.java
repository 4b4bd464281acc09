package dev.codefleet.attestation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.CheckResult;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.Receipt;
import dev.codefleet.support.Json;
import dev.codefleet.support.Sha256;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The signed statement of an attempt, in-toto's with a predicate of SLSA provenance, in which the
 * receipt lies as a by-product. The programmer makes it. Its subject is the commit that the attempt
 * ended with; where there are no files, the order.
 *
 * @param receipt the {@linkplain #essence essence} of it
 * @param order the {@link OrderDigest}
 * @param tree of the receipt's commit; null where that is null, or is not known
 */
public record AttemptStatement(Receipt receipt, String order, @Nullable String tree) {
    static final String BUILD_TYPE = "https://codefleet.dev/attempt/v1";

    /** Of a check's script, before it is named by its sum: 50 of them fit into what is signed. */
    private static final int LONGEST_COMMAND = 2_000;

    /**
     * A receipt without what is long and proves nothing: what checks printed, which files changed,
     * and the words of a failure. Of long scripts there is the sha256 alone.
     */
    public static Receipt essence(Receipt receipt) {
        var changes = receipt.changes();
        var failure = receipt.failure();
        return new Receipt(
                receipt.attempt(),
                receipt.state(),
                receipt.execution(),
                receipt.commits(),
                receipt.iterations(),
                new Receipt.Changes(
                        changes.filesChanged(),
                        changes.linesAdded(),
                        changes.linesDeleted(),
                        List.of()),
                receipt.times(),
                receipt.cost(),
                receipt.checks().stream()
                        .map(check ->
                                new CheckResult(
                                        named(check.command()),
                                        check.exitCode(),
                                        check.durationMs(),
                                        ""))
                        .toList(),
                receipt.flags(),
                failure == null ? null : Failure.of(failure.reason(), ""));
    }

    private static String named(String command) {
        return command.length() <= LONGEST_COMMAND ? command : "sha256:" + Sha256.of(command);
    }

    /** The statement as it is signed. */
    public byte[] bytes() {
        var statement = InToto.statement(BUILD_TYPE);
        var commit = receipt.commits().commit();
        if (commit == null) {
            InToto.subject(statement, "order").put("sha256", order);
        } else {
            var digest = InToto.subject(statement, receipt.attempt().toString());
            digest.put("gitCommit", commit);
            if (tree != null) {
                digest.put("gitTree", tree);
            }
        }
        var definition = InToto.definition(statement);
        definition
                .putObject("externalParameters")
                .put("job", receipt.attempt().job().value())
                .put("subtask", receipt.attempt().key())
                .put("attempt", receipt.attempt().number())
                .put("order", order);
        var execution = receipt.execution();
        var internal = definition.putObject("internalParameters");
        internal.set("executor", Json.mapper().valueToTree(execution.executor()));
        internal.put("isolation", execution.isolation());
        if (execution.network() != null) {
            internal.put("network", execution.network());
        }
        var base = receipt.commits().base();
        if (base != null) {
            InToto.dependency(definition, "base").put("gitCommit", base);
        }
        var run =
                InToto.run(
                        statement,
                        "programmer/" + execution.programmer(),
                        receipt.attempt().toString(),
                        receipt.times().startedAt(),
                        receipt.times().finishedAt());
        run.putArray("byproducts")
                .addObject()
                .put("name", "receipt")
                .set("annotations", Json.mapper().valueToTree(receipt));
        return Json.bytes(statement);
    }

    /**
     * Reads a statement.
     *
     * @return empty if it is of another kind, malformed, or contradicts itself
     */
    public static Optional<AttemptStatement> read(byte[] bytes) {
        try {
            var statement = Json.mapper().readTree(bytes);
            if (!InToto.is(statement, BUILD_TYPE)) {
                return Optional.empty();
            }
            var definition = statement.at("/predicate/buildDefinition");
            var receipt =
                    Json.mapper()
                            .treeToValue(
                                    statement.at("/predicate/runDetails/byproducts/0/annotations"),
                                    Receipt.class);
            var order = definition.at("/externalParameters/order");
            if (receipt == null || !order.isTextual()) {
                return Optional.empty();
            }
            var digest = statement.at("/subject/0/digest");
            var read = new AttemptStatement(receipt, order.asText(), text(digest.path("gitTree")));
            // The same is said in several places, for readers of other makes: it must be the same.
            return Json.mapper()
                            .readTree(read.bytes())
                            .at("/subject")
                            .equals(statement.at("/subject"))
                    ? Optional.of(read)
                    : Optional.empty();
        } catch (IOException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** The commit that the attempt ended with; null for one without files. */
    public @Nullable String commit() {
        return receipt.commits().commit();
    }

    /** Whether it says that the attempt succeeded, and no check of it failed. */
    public boolean isSuccess() {
        return receipt.state() == AttemptState.SUCCEEDED
                && receipt.checks().stream().allMatch(CheckResult::passed);
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() ? node.asText() : null;
    }
}
