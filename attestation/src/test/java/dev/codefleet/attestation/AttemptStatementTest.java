package dev.codefleet.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.CheckResult;
import dev.codefleet.contract.attempt.Receipt;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.identity.SigningKeys;
import dev.codefleet.support.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptStatementTest {
    private static final String ORDER = "e".repeat(64);

    private final AttemptStatement statement =
            new AttemptStatement(receipt(0), ORDER, Examples.TREE);

    @Test
    void itNamesCommitAndTreeInTheFormsOfInToto() throws IOException {
        var json = Json.mapper().readTree(statement.bytes());

        assertThat(json.at("/_type").asText()).isEqualTo("https://in-toto.io/Statement/v1");
        assertThat(json.at("/predicateType").asText()).isEqualTo("https://slsa.dev/provenance/v1");
        assertThat(json.at("/subject").toString())
                .isEqualTo(
                        "[{\"name\":\"job1.a.2\",\"digest\":{\"gitCommit\":\"%s\",\"gitTree\":\"%s\"}}]"
                                .formatted(Examples.COMMIT, Examples.TREE));
        var definition = json.at("/predicate/buildDefinition");
        assertThat(definition.at("/externalParameters/order").asText()).isEqualTo(ORDER);
        assertThat(definition.at("/externalParameters/attempt").asInt()).isEqualTo(2);
        assertThat(definition.at("/internalParameters/isolation").asText()).isEqualTo("bubblewrap");
        assertThat(definition.at("/internalParameters/network").asText()).isEqualTo("none");
        assertThat(definition.at("/resolvedDependencies/0/digest/gitCommit").asText())
                .isEqualTo(Examples.BASE);
        assertThat(json.at("/predicate/runDetails/builder/id").asText())
                .isEqualTo("codefleet:programmer/programmer-1");
        var receipt = json.at("/predicate/runDetails/byproducts/0/annotations");
        assertThat(receipt.at("/checks/0/exit_code").asInt()).isZero();
        assertThat(receipt.at("/checks/0/output").asText()).isEmpty();
        assertThat(receipt.at("/lines_added").asInt()).isEqualTo(2);
    }

    @Test
    void itIsReadAsItWasWritten() {
        assertThat(AttemptStatement.read(statement.bytes())).contains(statement);
        assertThat(statement.isSuccess()).isTrue();
        assertThat(new AttemptStatement(receipt(1), ORDER, null).isSuccess()).isFalse();
    }

    @Test
    void oneWithoutFilesIsAboutItsOrder() throws IOException {
        var receipt = AttemptStatement.essence(Examples.receipt(null, null, 0));
        var without = new AttemptStatement(receipt, ORDER, null);

        assertThat(Json.mapper().readTree(without.bytes()).at("/subject/0/digest/sha256").asText())
                .isEqualTo(ORDER);
        assertThat(AttemptStatement.read(without.bytes())).contains(without);
    }

    /** As many and as long as a plan may have them, in characters that JSON needs most room for. */
    @Test
    void theLongestChecksCanBeSigned() {
        for (var length : List.of(2_000, 65_536)) {
            var check = new CheckResult("\u0001".repeat(length), 0, 1, "");
            var example = Examples.receipt(Examples.BASE, Examples.COMMIT, 0);
            var receipt =
                    new Receipt(
                            example.attempt(),
                            example.state(),
                            example.execution(),
                            example.commits(),
                            1,
                            example.changes(),
                            example.times(),
                            example.cost(),
                            Collections.nCopies(50, check),
                            List.of(),
                            null);
            var essence = AttemptStatement.essence(receipt);
            var long50 = new AttemptStatement(essence, ORDER, Examples.TREE);

            var envelope = Dsse.sign(long50.bytes(), SigningKeys.make());

            assertThat(AttemptStatement.read(Dsse.statement(envelope).orElseThrow()))
                    .contains(long50);
        }
        assertThat(AttemptStatement.essence(statement.receipt())).isEqualTo(statement.receipt());
    }

    @Test
    void whatContradictsItselfIsNotRead() {
        var text = new String(statement.bytes(), StandardCharsets.UTF_8);
        var first = text.indexOf(Examples.COMMIT);

        assertThat(read(text.substring(0, first) + "f" + text.substring(first + 1))).isFalse();
        assertThat(read(text.replace("attempt/v1", "attempt/v9"))).isFalse();
        assertThat(read(text.substring(0, text.length() - 1))).isFalse();
        assertThat(read("{}")).isFalse();
        assertThat(read("[]")).isFalse();
        assertThat(read(text)).isTrue();
    }

    @Test
    void ordersDifferInWhatTheyAskForAndNotInWhoSendsThem() {
        var base = Examples.source(Examples.BASE);
        var digest = OrderDigest.of(Examples.order(Examples.ATTEMPT, 1, List.of("x"), base));
        var other = new AttemptId(new JobId("job2"), "a", 2);

        assertThat(OrderDigest.of(Examples.order(Examples.ATTEMPT, 9, List.of("x"), base)))
                .isEqualTo(digest);
        assertThat(
                        List.of(
                                OrderDigest.of(Examples.order(other, 1, List.of("x"), base)),
                                OrderDigest.of(
                                        Examples.order(Examples.ATTEMPT, 1, List.of("y"), base)),
                                OrderDigest.of(
                                        Examples.order(
                                                Examples.ATTEMPT,
                                                1,
                                                List.of("x"),
                                                Examples.source(Examples.COMMIT))),
                                OrderDigest.of(
                                        Examples.order(Examples.ATTEMPT, 1, List.of("x"), null))))
                .doesNotContain(digest)
                .doesNotHaveDuplicates();
    }

    private static boolean read(String text) {
        return AttemptStatement.read(text.getBytes(StandardCharsets.UTF_8)).isPresent();
    }

    private static Receipt receipt(int exitCode) {
        return AttemptStatement.essence(Examples.receipt(Examples.BASE, Examples.COMMIT, exitCode));
    }
}
