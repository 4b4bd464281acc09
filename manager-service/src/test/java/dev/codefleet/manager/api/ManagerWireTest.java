package dev.codefleet.manager.api;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
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
