package dev.codefleet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.codefleet.attestation.AttemptStatement;
import dev.codefleet.attestation.Dsse;
import dev.codefleet.contract.agent.AgentView;
import dev.codefleet.contract.job.Attestation;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.Page;
import dev.codefleet.identity.SigningKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
                .containsExactly("a", "b", "final-checks");
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
            assertThat(statement.isSuccess()).isTrue();
            assertThat(repository.git("rev-parse", statement.commit() + "^{tree}").strip())
                    .isEqualTo(statement.tree());
        }
        var last =
                AttemptStatement.read(Dsse.statement(signed.getLast().envelope()).orElseThrow())
                        .orElseThrow();
        assertThat(last.commit()).isEqualTo(head);
        assertThat(last.tree()).isEqualTo(tree);
    }

    private JobId run(Repository repository) throws IOException {
        var plan = home.resolve("plan.yaml");
        Files.writeString(
                plan,
                """
                title: Two files
                subtasks:
                  - {key: a, title: A, executor: {kind: command, run: echo a >a}, checks: [test -e a]}
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
        return api.pages(
                "/v1/jobs/" + job + "/attestations", new TypeReference<Page<Attestation>>() {});
    }

    /** As the registry knows it. */
    private String key(String programmer) {
        var registry = new Api("http://127.0.0.1:" + (REGISTRY_PORT + offset));
        var view = registry.get("/v1/agents/" + programmer, new TypeReference<AgentView>() {});
        return Objects.requireNonNull(view.key());
    }
}
