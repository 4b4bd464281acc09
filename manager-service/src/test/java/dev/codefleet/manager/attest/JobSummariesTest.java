package dev.codefleet.manager.attest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.attestation.AttemptStatement;
import dev.codefleet.attestation.Dsse;
import dev.codefleet.attestation.JobStatement;
import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Envelope;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.identity.SigningKeys;
import dev.codefleet.manager.TestDatabase;
import dev.codefleet.manager.TestJobs;
import dev.codefleet.manager.job.Stores;
import dev.codefleet.support.Json;
import java.security.KeyPair;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobSummariesTest {
    private static final String HEAD = "head";
    private static final Instant NOW = Instant.parse("2030-01-02T03:04:05Z");

    private final TestDatabase database = TestDatabase.fresh();
    private final Stores stores = Stores.of(database.source());
    private final KeyPair programmer = SigningKeys.make();
    private final KeyPair manager = SigningKeys.make();
    private JobId job = TestJobs.id();
    private int treesAsked;

    @BeforeEach
    void accept() throws SQLException {
        var accepted = TestJobs.job(TestJobs.subtask("a"), TestJobs.subtask("b"));
        stores.jobs().accept(accepted, "manager-1", 1);
        job = accepted.id();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void whereNothingIsSignedNothingIsSummedUp() throws Exception {
        assertThat(of(manager)).isNull();
        assertThat(stores.attestations().all(job)).isEmpty();
    }

    @Test
    void whatSucceededIsCountedAndSignedOnce() throws Exception {
        signed("a", 1, AttemptState.FAILED, "x");
        var a = signed("a", 2, AttemptState.SUCCEEDED, "x");
        var b = signed("b", 1, AttemptState.SUCCEEDED, "y");
        signed("final-checks", 1, AttemptState.SUCCEEDED, "an earlier head");

        var first = of(manager);

        assertThat(first).isNotNull();
        assertThat(first.envelopes()).hasSize(3).contains(a, b);
        var summary = first.envelopes().getFirst();
        assertThat(Dsse.isSignedBy(summary, manager.getPublic())).isTrue();
        var statement = JobStatement.read(Dsse.statement(summary).orElseThrow()).orElseThrow();
        assertThat(statement.head()).isEqualTo(new JobStatement.Head(HEAD, "asked"));
        assertThat(statement.receipts())
                .extracting(counted -> counted.attempt().toString())
                .containsExactly(job + ".a.2", job + ".b.1");
        assertThat(of(SigningKeys.make())).as("by another manager, later").isEqualTo(first);
        assertThat(treesAsked).isEqualTo(1);
    }

    @Test
    void whoCheckedTheHeadHasSaidItsTree() throws Exception {
        signed("a", 1, AttemptState.SUCCEEDED, "x");
        signed("final-checks", 1, AttemptState.SUCCEEDED, "an earlier head");
        var checks = signed("final-checks", 2, AttemptState.SUCCEEDED, HEAD);

        var signed = of(manager);

        assertThat(signed).isNotNull();
        assertThat(signed.envelopes()).hasSize(3).contains(checks);
        assertThat(treesAsked).isZero();
    }

    @Test
    void aManagerWithoutAKeySignsNothing() throws Exception {
        signed("a", 1, AttemptState.SUCCEEDED, HEAD);

        assertThat(of(null)).isNull();
    }

    @Test
    void aJobThatWasDeletedMeanwhileGetsNoSummary() throws Exception {
        signed("a", 1, AttemptState.SUCCEEDED, HEAD);
        database.execute("DELETE FROM job WHERE id = '" + job + "'");

        assertThat(of(manager)).isNull();
    }

    private JobSummaries.@Nullable Signed of(@Nullable KeyPair key) throws Exception {
        var summaries =
                new JobSummaries(stores.attestations(), new AgentId("manager-1"), key, () -> NOW);
        return summaries
                .of(
                        new JobSummaries.Ended(job, "base", HEAD, 2, true),
                        () -> {
                            treesAsked++;
                            return "asked";
                        })
                .orElse(null);
    }

    private Envelope signed(String key, int number, AttemptState state, String commit)
            throws SQLException {
        var failure =
                state == AttemptState.SUCCEEDED
                        ? null
                        : Failure.of(FailureReason.CHECK_FAILED, "no");
        var attempt = new AttemptId(job, key, number);
        var receipt = TestJobs.receipt(attempt, state, "base", commit, List.of(), failure);
        var statement = new AttemptStatement(AttemptStatement.essence(receipt), "order", "tree");
        var envelope = Dsse.sign(statement.bytes(), programmer);
        database.execute(
                "INSERT INTO attestation VALUES ('%s', '%s', %d, '%s')"
                        .formatted(job, key, number, Json.text(envelope)));
        return envelope;
    }
}
