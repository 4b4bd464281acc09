package dev.codefleet.manager.dispatch;

import static dev.codefleet.manager.TestJobs.subtask;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.manager.TestDatabase;
import dev.codefleet.manager.TestJobs;
import dev.codefleet.manager.api.JobResults;
import dev.codefleet.manager.attest.JobSummaries;
import dev.codefleet.manager.integrate.Integrator;
import dev.codefleet.manager.integrate.Site;
import dev.codefleet.manager.job.NewJob;
import dev.codefleet.manager.job.Stores;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bringing back what a job had accepted, to a manager that has nothing of it. */
class JobRepositoriesTest {
    @TempDir private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final TestDatabase database = TestDatabase.fresh();
    private Site site;
    private NewJob accepted;
    private HeldJob job;

    @BeforeEach
    void open() throws Exception {
        site = new Site(directory);
        accepted =
                TestJobs.jobOn(
                        site.repository.toString(), subtask("last", "first"), subtask("first"));
        Stores.of(database.source()).jobs().accept(accepted, "manager-1", 1);
        job = HeldJob.of(accepted, 1);
        job.base = site.origin(job.id()).base();
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        database.close();
    }

    /** As one manager after the other leaves it, of whom the second's clock is minutes behind. */
    @Test
    void whatIsBuiltOnIsBroughtBackFirstWhateverTheClocksSaid() throws Exception {
        var origin = site.origin(job.id());
        var elsewhere = site.integrator("elsewhere");
        var first = site.work(elsewhere, origin, "first", origin.base(), Map.of("a", "2\n"));
        elsewhere.accept(
                origin,
                "first",
                first.bundle().file(),
                first.bundle().sha256(),
                origin.base(),
                first.commit());
        var last = site.work(elsewhere, origin, "last", first.commit(), Map.of("a", "3\n"));
        keep(last, "2026-01-02T12:01:00Z");
        keep(first, "2026-01-02T12:10:00Z");
        var here = site.integrator("here");

        var restored = new CompletableFuture<Outcome<Integer>>();
        repositories(here).restore(job, restored::complete);

        assertThat(TestRoom.await(restored)).isEqualTo(new Outcome.Done<>(2));
        assertThat(here.export(origin, last.commit())).isPresent();
    }

    @Test
    void aFailedJobGivesWhatSucceededInIt() throws Exception {
        var origin = site.origin(job.id());
        var first =
                site.work(
                        site.integrator("elsewhere"),
                        origin,
                        "first",
                        origin.base(),
                        Map.of("a", "2\n"));
        keep(first, "2026-01-02T12:01:00Z");
        database.execute(
                """
                UPDATE subtask SET state = 'FAILED', attempts = 1, failure = '{"reason": "CHECK_FAILED", "message": "no"}'
                WHERE job = '%s' AND key = 'last'\
                """
                        .formatted(job.id()));
        end("FAILED", origin.base());
        var results = results();

        assertThat(results.patch(job.id(), false)).isInstanceOf(JobResults.Made.NotReady.class);
        var patch = results.patch(job.id(), true);

        assertThat(patch).isInstanceOf(JobResults.Made.File.class);
        assertThat(((JobResults.Made.File) patch).path()).content().contains("+2");
        Files.delete(((JobResults.Made.File) patch).path());
        var bundle = (JobResults.Made.File) results.bundle(job.id(), true);
        site.run(
                site.repository,
                "fetch",
                "--quiet",
                bundle.path().toString(),
                "codefleet/" + job.id() + ":partial");
        assertThat(site.run(site.repository, "rev-parse", "partial")).isEqualTo(first.commit());
        Files.delete(bundle.path());
    }

    @Test
    void aJobInWhichNothingSucceededHasNoPart() throws Exception {
        end("CANCELLED", site.origin(job.id()).base());

        assertThat(results().bundle(job.id(), true)).isInstanceOf(JobResults.Made.NotReady.class);
    }

    private JobResults results() {
        var stores = Stores.of(database.source());
        return new ResultFiles(
                stores.stored(),
                repositories(site.integrator("here")),
                new JobSummaries(
                        stores.attestations(),
                        new AgentId("manager-1"),
                        null,
                        InstantSource.system()));
    }

    private JobRepositories repositories(Integrator integrator) {
        return new JobRepositories(
                integrator, Stores.of(database.source()).jobs(), TestTasks.blockingWork(vertx));
    }

    private void end(String state, String base) throws Exception {
        var failure = "{\"reason\": \"CHECK_FAILED\", \"message\": \"no\"}";
        database.execute(
                "UPDATE job SET state = '%s', base = '%s', failure = '%s', finished_at = now() WHERE id = '%s'"
                        .formatted(state, base, failure, job.id()));
    }

    private void keep(Site.Work work, String finishedAt) throws Exception {
        var content = HexFormat.of().formatHex(Files.readAllBytes(work.bundle().file()));
        var sha256 = work.bundle().sha256();
        database.execute(
                "INSERT INTO bundle VALUES ('%s', '%s', '\\x%s')"
                        .formatted(job.id(), sha256, content));
        database.execute(
                """
                INSERT INTO attempt (job, key, number, programmer, fence, state, dispatched_at, finished_at, receipt, bundle)
                VALUES ('%s', '%s', 1, 'programmer-1', 1, 'SUCCEEDED', '%s', '%s', '{}', '%s')\
                """
                        .formatted(job.id(), work.key(), finishedAt, finishedAt, sha256));
        database.execute(
                "UPDATE subtask SET state = 'SUCCEEDED', attempts = 1, commit = '%s' WHERE job = '%s' AND key = '%s'"
                        .formatted(work.commit(), job.id(), work.key()));
    }
}
