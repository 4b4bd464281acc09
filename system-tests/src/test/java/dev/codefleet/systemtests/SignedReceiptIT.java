package dev.codefleet.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.codefleet.attestation.AttemptStatement;
import dev.codefleet.attestation.Dsse;
import dev.codefleet.contract.agent.AgentView;
import dev.codefleet.contract.attempt.Envelope;
import dev.codefleet.contract.job.Attestation;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.Page;
import dev.codefleet.identity.SigningKeys;
import dev.codefleet.support.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A local fleet, whose agents have keys of their own. */
class SignedReceiptIT {
    private static final int GATEWAY_PORT = 6101;
    private static final int REGISTRY_PORT = 6131;

    /** Until gateways obey a change of the access file. */
    private static final Duration OBEYED = Duration.ofSeconds(10);

    private final Path home = Scratch.directory("home");
    private final Cli cli = new Cli(home);
    private final int offset = FreePorts.offset();

    SignedReceiptIT() {
        Fleet.prepare();
    }

    @AfterEach
    void stop() {
        cli.run("down");
    }

    @Test
    void everyReceiptIsSignedByTheProgrammerThatMadeIt() throws IOException {
        var up = cli.run("up", "--detach", "--programmers", "2", "--port-offset", "" + offset);
        assertThat(up.exitCode()).as(up.err()).isZero();
        var repository = Repository.create();
        var job = run(repository);
        var api = viewer();

        var signed = attestations(api, job);

        assertThat(signed)
                .extracting(each -> Objects.requireNonNull(each.attempt()).key())
                .containsExactly("a", "a", "b", "final-checks");
        var head = repository.git("rev-parse", "codefleet/" + job).strip();
        var tree = repository.git("rev-parse", "codefleet/" + job + "^{tree}").strip();
        for (var each : signed) {
            var statement =
                    AttemptStatement.read(Dsse.statement(each.envelope()).orElseThrow())
                            .orElseThrow();
            var programmer = statement.receipt().execution().programmer().value();
            assertThat(Dsse.isSignedBy(each.envelope(), SigningKeys.publicKey(key(programmer))))
                    .isTrue();
            assertThat(statement.receipt().attempt()).isEqualTo(each.attempt());
            assertThat(statement.isSuccess()).isEqualTo(each != signed.getFirst());
            if (!statement.isSuccess()) {
                continue;
            }
            assertThat(repository.git("rev-parse", statement.commit() + "^{tree}").strip())
                    .isEqualTo(statement.tree());
        }
        var last =
                AttemptStatement.read(Dsse.statement(signed.getLast().envelope()).orElseThrow())
                        .orElseThrow();
        assertThat(last.commit()).isEqualTo(head);
        assertThat(last.tree()).isEqualTo(tree);
    }

    @Test
    void aResultIsVerifiedOfflineAndEachTamperingIsNamed() throws IOException {
        var up = cli.run("up", "--detach", "--programmers", "2", "--port-offset", "" + offset);
        assertThat(up.exitCode()).as(up.err()).isZero();
        var repository = Repository.create();
        var other = run(repository);
        var job = run(repository);
        var branch = "codefleet/" + job;
        var bundle = home.resolve("result.bundle");
        var api = viewer();
        api.resultBundle(job, bundle);
        var older = attestations(api, job).getFirst();
        assertThat(Objects.requireNonNull(older.attempt()).number()).isEqualTo(1);
        var trust = home.resolve("fleet.keys");
        assertThat(cli.run("keys", "export", trust.toString()).exitCode()).isZero();
        var keys = Files.readString(trust);
        cli.run("down");

        var verified = verify(repository, branch, trust);

        assertThat(verified.exitCode()).as(verified.err()).isZero();
        assertThat(verified.out())
                .contains("Verified", "job " + job, "the final checks", "a (attempt 2)")
                .doesNotContain("merged head not checked");
        assertThat(verify(repository, bundle.toString(), trust).exitCode()).isZero();
        var head = repository.git("rev-parse", branch).strip();
        var squashed = repository.git("commit-tree", "-m", "Squashed", head + "^{tree}").strip();
        assertThat(verify(repository, squashed, trust).out()).contains("only its files are signed");
        assertThat(verify(repository, "HEAD", trust).err()).contains("NOT_SIGNED");

        var empty = repository.git("commit-tree", "-m", "Changed", "HEAD^{tree}").strip();
        repository.git("update-ref", "refs/heads/" + branch, empty);
        assertThat(verify(repository, branch, trust).err()).contains("COMMIT_CHANGED");
        repository.git("update-ref", "refs/heads/" + branch, head);

        Files.writeString(trust, "");
        assertThat(verify(repository, branch, trust).err()).contains("UNKNOWN_KEY");
        Files.writeString(
                trust,
                keys.replace("programmer-1 ", "programmer-x ")
                        .replace("programmer-2 ", "programmer-1 ")
                        .replace("programmer-x ", "programmer-2 "));
        assertThat(verify(repository, branch, trust).err()).contains("OTHER_KEY");
        Files.writeString(trust, keys);

        var notes = lines(repository, job, head);
        var foreign = lines(repository, other, "codefleet/" + other).get(1);
        assertThat(tampered(repository, job, head, notes, foreign, trust)).contains("OTHER_JOB");
        assertThat(tampered(repository, job, head, notes, Json.text(older.envelope()), trust))
                .contains("REPLAYED");
        assertThat(tampered(repository, job, head, notes, changed(notes.get(1)), trust))
                .contains("RECEIPT_CHANGED");
        assertThat(tampered(repository, job, head, notes, notes.get(1), trust)).isEmpty();
    }

    private Cli.Outcome verify(Repository repository, String what, Path trust) {
        var path = repository.directory().toString();
        return cli.run("verify", what, "--repo", path, "--trust", trust.toString());
    }

    private static List<String> lines(Repository repository, JobId job, String commit) {
        return repository
                .git("notes", "--ref=codefleet/" + job, "show", commit)
                .strip()
                .lines()
                .toList();
    }

    /**
     * What is said once another receipt stands in the place of the first; nothing if all is well.
     */
    private String tampered(
            Repository repository,
            JobId job,
            String head,
            List<String> notes,
            String receipt,
            Path trust)
            throws IOException {
        var all = new ArrayList<>(notes);
        all.set(1, receipt);
        var file = Files.writeString(home.resolve("note"), String.join("\n", all) + "\n");
        repository.git("notes", "--ref=codefleet/" + job, "add", "-f", "-F", file.toString(), head);
        return verify(repository, "codefleet/" + job, trust).err();
    }

    private static String changed(String line) throws IOException {
        var envelope = Json.mapper().readValue(line, Envelope.class);
        var text = new String(Base64.getDecoder().decode(envelope.payload()), UTF_8);
        var other = text.replace("\"exit_code\":0", "\"exit_code\":7");
        assertThat(other).isNotEqualTo(text);
        return Json.text(
                new Envelope(
                        envelope.payloadType(),
                        Base64.getEncoder().encodeToString(other.getBytes(UTF_8)),
                        envelope.signatures()));
    }

    private JobId run(Repository repository) throws IOException {
        var plan = home.resolve("plan.yaml");
        Files.writeString(
                plan,
                """
                title: Two files
                subtasks:
                  - {key: a, title: A, executor: {kind: command, run: 'test -z "$CODEFLEET_FEEDBACK" || echo a >a'},
                     checks: [test -e a]}
                  - {key: b, title: B, executor: {kind: command, run: echo b >b}, checks: [test -e b]}
                final_checks: [cat a b]
                """);
        var run =
                cli.run(
                        "run",
                        "--repo",
                        repository.directory().toString(),
                        "--plan",
                        plan.toString(),
                        "--json");
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        var jobs = cli.run("jobs", "--json").json();
        return new JobId(jobs.get(0).get("id").asText());
    }

    private Api viewer() {
        var gateway = "http://127.0.0.1:" + (GATEWAY_PORT + offset);
        var key = cli.run("key", "create", "anna", "--role", "viewer").out().strip();
        var api = new Api(gateway, key);
        assertThat(
                        Eventually.holds(
                                OBEYED,
                                () ->
                                        api.send(api.request("/v1/jobs").build()).statusCode()
                                                == 200))
                .isTrue();
        return api;
    }

    private static List<Attestation> attestations(Api api, JobId job) {
        return api
                .pages(
                        "/v1/jobs/" + job + "/attestations",
                        new TypeReference<Page<Attestation>>() {})
                .stream()
                .filter(each -> each.attempt() != null)
                .toList();
    }

    /** As the registry knows it. */
    private String key(String programmer) {
        var registry = new Api("http://127.0.0.1:" + (REGISTRY_PORT + offset));
        var view = registry.get("/v1/agents/" + programmer, new TypeReference<AgentView>() {});
        return Objects.requireNonNull(view.key());
    }
}
