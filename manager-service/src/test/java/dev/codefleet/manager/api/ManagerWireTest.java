package dev.codefleet.manager.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.job.Caller;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.contracttests.ManagerContract;
import dev.codefleet.manager.TestJobs;
import dev.codefleet.manager.integrate.Site;
import dev.codefleet.manager.job.NewJob;
import dev.codefleet.manager.job.Stores;
import dev.codefleet.postgres.EmbeddedPostgres;
import dev.codefleet.support.Json;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manager's side of the wire that gateways use; the whole service, on a real database. */
@QuarkusTest
@WithTestResource(ManagerWireTest.Surroundings.class)
class ManagerWireTest extends ManagerContract {
    private static final long LOW_FENCE = 1;

    @TestHTTPResource URI address;

    @Inject DataSource database;

    @TempDir Path directory;

    /** A database, and no registry. */
    public static final class Surroundings implements QuarkusTestResourceLifecycleManager {
        private final EmbeddedPostgres postgres = EmbeddedPostgres.temporary();

        @Override
        public Map<String, String> start() {
            try {
                return Map.of(
                        "quarkus.datasource.jdbc.url", postgres.createDatabase("wire"),
                        "quarkus.datasource.username", postgres.user(),
                        "quarkus.datasource.password", postgres.password(),
                        "codefleet.manager.git-directory",
                                Files.createTempDirectory("codefleet-wire").toString(),
                        "codefleet.id", "manager-1",
                        "codefleet.announce", "false",
                        "codefleet.registries", "http://127.0.0.1:1");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void stop() {
            postgres.close();
        }
    }

    /** As a gateway names callers that it has asked for a key. */
    @Test
    void aJobIsItsCallersAsTheGatewayNamesThem() throws Exception {
        var body =
                "{\"repository\": null, \"plan\": \"title: T\\nsubtasks: [{key: a, executor: {kind: none}}]\\n\"}";
        var post = HttpRequest.BodyPublishers.ofString(body);
        var submitted = send("POST", "/v1/jobs", post, "anna submitter web");
        assertThat(submitted.statusCode()).as(submitted.body()).isEqualTo(202);
        var view = Json.mapper().readValue(submitted.body(), JobView.class);
        assertThat(view.ownership()).isEqualTo(new JobView.Ownership("anna", "web"));
        var job = "/v1/jobs/" + view.id();
        var none = HttpRequest.BodyPublishers.noBody();

        for (var path :
                List.of("", "/subtasks", "/receipts", "/events?follow=false", "/subtasks/a/log")) {
            assertThat(send("GET", job + path, none, "otto viewer web").statusCode())
                    .as(path)
                    .isNotIn(400, 403);
            assertThat(send("GET", job + path, none, "eve viewer games").statusCode())
                    .as(path)
                    .isEqualTo(404);
            assertThat(send("GET", job + path, none, "no caller at all").statusCode())
                    .as(path)
                    .isBetween(400, 404);
        }
        assertThat(send("GET", job, none, "otto viewer web").statusCode()).isEqualTo(200);
        assertThat(send("POST", job + "/cancel", none, "otto submitter web").statusCode())
                .isEqualTo(403);
        assertThat(send("DELETE", job, none, "otto submitter web").statusCode()).isEqualTo(403);
        assertThat(send("POST", job + "/cancel", none, "anna submitter web").statusCode())
                .isNotIn(400, 403, 404);
    }

    private HttpResponse<String> send(
            String method, String path, HttpRequest.BodyPublisher body, String caller)
            throws Exception {
        var request =
                HttpRequest.newBuilder(address.resolve(path))
                        .header("Content-Type", "application/json")
                        .header(Caller.HEADER, caller)
                        .method(method, body)
                        .timeout(Duration.ofSeconds(30))
                        .build();
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    @Override
    protected Given given() {
        return new Given() {
            @Override
            public URI address() {
                return address;
            }

            @Override
            public JobId jobOf(String manager) throws Exception {
                return accept(TestJobs.job(TestJobs.subtask("a")), manager);
            }

            @Override
            public JobId atWork() throws Exception {
                return jobOn(new Site(directory.resolve("at-work")));
            }

            @Override
            public JobId ended(JobState state) throws Exception {
                return ManagerWireTest.this.ended(state);
            }

            @Override
            public byte[] repository() throws Exception {
                var bundle = directory.resolve("all.bundle");
                git("init", "--quiet");
                git(
                        "-c",
                        "user.name=Test",
                        "-c",
                        "user.email=test@localhost",
                        "commit",
                        "--quiet",
                        "--allow-empty",
                        "--message=first");
                git("bundle", "create", "--quiet", bundle.toString(), "--all");
                return Files.readAllBytes(bundle);
            }
        };
    }

    /**
     * Accepts a job for a manager that lives on, and does nothing for it. It is older than all that
     * are submitted.
     */
    private JobId accept(NewJob job, String manager) throws SQLException {
        execute(
                "INSERT INTO manager (id, url, fence, expires_at)"
                        + " VALUES (?, 'http://127.0.0.1:1', 1, now() + interval '1 hour')"
                        + " ON CONFLICT DO NOTHING",
                manager);
        var older =
                new NewJob(
                        new JobId("0000" + job.id()),
                        job.plan(),
                        job.repository(),
                        job.ref(),
                        job.lane(),
                        job.maxWorkers(),
                        job.delivery(),
                        job.idempotencyKey(),
                        job.requestSha256(),
                        job.createdAt());
        Stores.of(database).jobs().accept(older, manager, LOW_FENCE);
        return older.id();
    }

    private JobId jobOn(Site site) throws SQLException {
        return accept(
                TestJobs.jobOn(site.repository.toString(), TestJobs.subtask("a")), "manager-2");
    }

    private JobId ended(JobState state) throws Exception {
        var site = new Site(directory.resolve("site-" + state));
        var job = jobOn(site);
        var base = site.origin(job).base();
        var hasSucceeded = state == JobState.SUCCEEDED;
        String sha256 = null;
        String commit = null;
        if (hasSucceeded) {
            var integrator = site.integrator("elsewhere");
            var work = site.work(integrator, site.origin(job), "a", base, Map.of("a", "2\n"));
            sha256 = work.bundle().sha256();
            commit = work.commit();
            var content = Files.readAllBytes(work.bundle().file());
            execute("INSERT INTO bundle VALUES (?, ?, ?)", job.value(), sha256, content);
        }
        var failure = hasSucceeded ? null : Json.text(Failure.of(FailureReason.CHECK_FAILED, "no"));
        var attempt = new AttemptId(job, "a", 1);
        var receipt =
                TestJobs.receipt(
                        attempt,
                        AttemptState.valueOf(state.name()),
                        base,
                        commit,
                        List.of(),
                        hasSucceeded ? null : Failure.of(FailureReason.CHECK_FAILED, "no"));
        execute(
                """
                INSERT INTO attempt (job, key, number, programmer, fence, state, dispatched_at, finished_at,
                    failure, receipt, bundle, log)
                VALUES (?, 'a', 1, 'programmer-1', 1, ?, now(), now(), ?::jsonb, ?::jsonb, ?, E'a log\\n')\
                """,
                job.value(),
                state.name(),
                failure,
                Json.text(receipt),
                sha256);
        execute(
                "UPDATE subtask SET state = ?, attempts = 1, commit = ?, failure = ?::jsonb WHERE job = ?",
                state.name(),
                commit,
                failure,
                job.value());
        execute(
                "UPDATE job SET state = ?, base = ?, head = ?, failure = ?::jsonb, finished_at = now() WHERE id = ?",
                state.name(),
                base,
                commit,
                failure,
                job.value());
        return job;
    }

    private void execute(String sql, @Nullable Object... values) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(sql)) {
            for (var number = 0; number < values.length; number++) {
                statement.setObject(number + 1, values[number]);
            }
            statement.execute();
        }
    }

    private void git(String... arguments) throws Exception {
        var line = new ArrayList<String>();
        line.add("git");
        line.addAll(List.of(arguments));
        var process = new ProcessBuilder(line).directory(directory.toFile()).inheritIO().start();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", line));
        }
    }
}
