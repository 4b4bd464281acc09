package dev.codefleet.manager.dispatch;

import static dev.codefleet.manager.TestJobs.subtask;
import static dev.codefleet.manager.dispatch.TestRoom.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.SimpleFileServer;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitSettings;
import dev.codefleet.manager.TestJobs;
import dev.codefleet.manager.feed.CommittedEvents;
import dev.codefleet.manager.feed.LiveLogs;
import dev.codefleet.manager.integrate.Site;
import dev.codefleet.manager.job.NewJob;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of jobs when the manager itself is in trouble. */
class TroubleTest {
    @TempDir private Path directory;

    private TestSite site;
    private TestProgrammer programmer;

    @BeforeEach
    void open() {
        site = new TestSite(directory);
        programmer = site.programmer("programmer-1", 4);
        site.room.see(programmer.view(1));
    }

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    @Test
    void aJobThatCannotStartLeavesNothingWaiting() throws Exception {
        var job =
                TestJobs.jobOn(
                        directory.resolve("gone").toString(), subtask("a"), subtask("b", "a"));

        assertThat(await(site.room.submit(job))).isEqualTo(JobState.FAILED);

        assertThat(site.states(job.id()).values()).containsOnly(SubtaskState.CANCELLED);
    }

    @Test
    void aServerThatIsAwayForAMomentIsAskedAgainAndTheJobSaysSo() throws Exception {
        var repository = new Site(directory.resolve("site")).repository;
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        var job = TestJobs.jobOn("http://127.0.0.1:" + port + "/served.git", subtask("a"));
        var waits = site.room.said(job.id(), "repository");
        var end = site.room.submit(job);
        var told = await(waits);
        assertThat(told.body()).containsEntry("state", "UNREACHABLE").containsKey("not_before");
        assertThat(told.body())
                .hasEntrySatisfying(
                        "failure",
                        failure ->
                                assertThat(String.valueOf(failure))
                                        .contains("cannot reach http://127.0.0.1"));
        assertThat(site.room.room.trouble())
                .startsWith("Job " + job.id() + " waits for its repository: ")
                .contains("cannot reach http://127.0.0.1")
                .doesNotContain("\n");

        var git = new Git(GitSettings.defaults(directory.resolve("home")));
        git.run(
                GitCall.in(
                        directory, "clone", "-q", "--bare", repository.toString(), "served.git"));
        git.run(GitCall.in(directory.resolve("served.git"), "update-server-info"));
        var server =
                SimpleFileServer.createFileServer(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                        directory.toAbsolutePath(),
                        SimpleFileServer.OutputLevel.NONE);
        server.start();
        try {
            assertThat(await(end)).isEqualTo(JobState.SUCCEEDED);
            assertThat(site.room.room.trouble()).isEmpty();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aResultThatCannotBeDeliveredIsKnownBeforeAnyWorkIsDone() throws Exception {
        var made = new Site(directory.resolve("site"));
        var git = new Git(GitSettings.defaults(directory.resolve("home")));
        git.run(GitCall.in(made.repository, "branch", "codefleet"));
        var job = TestJobs.jobFor(made.repository.toString(), subtask("a"));

        assertThat(await(site.room.submit(job))).isEqualTo(JobState.FAILED);

        assertThat(programmer.orders()).isEmpty();
        var failure = Objects.requireNonNull(site.room.view(job.id()).failure());
        assertThat(failure.reason()).isEqualTo(FailureReason.REFUSED);
        assertThat(failure.message()).contains("has a branch codefleet");
    }

    @Test
    void whatRunsIsStoppedBeforeItsJobFails() throws Exception {
        programmer.hold(order -> true);
        var job = TestJobs.job(subtask("a"), subtask("b", "a"));
        var end = site.room.submit(job);
        await(programmer.until(each -> each.running().size() == 1));

        var failure = Failure.of(FailureReason.MERGE_CONFLICT, "it does not fit");
        var room = site.room.room;
        room.engine.execute(() ->
                room.completion.fail(Objects.requireNonNull(room.jobs.get(job.id())), failure));

        assertThat(await(end)).isEqualTo(JobState.FAILED);
        assertThat(programmer.running()).isEmpty();
        assertThat(site.states(job.id()).values()).containsOnly(SubtaskState.CANCELLED);
        assertThat(site.room.view(job.id()).failure()).isEqualTo(failure);
    }

    @Test
    void aJobWhoseRepositoryIsAwayWhenItIsTakenOverWaitsForIt() throws Exception {
        var repository = new Site(directory.resolve("site")).repository;
        var job = running(repository);
        var elsewhere = repository.resolveSibling("elsewhere");
        Files.move(repository, elsewhere);
        var logged = logged(BlockingWork.class, "git work waits for a server");

        site.liveAgain();
        var waits = site.room.said(job.id(), "repository");
        var end = site.room.end(job.id());
        site.room.see(programmer.view(2));
        site.room.takeOver();
        var told = await(waits);
        await(logged);
        assertThat(told.body()).containsEntry("state", "UNREACHABLE").containsKey("not_before");
        assertThat(site.room.room.trouble())
                .startsWith("Job " + job.id() + " waits for its repository: ")
                .contains(repository.toString());
        var over = site.room.said(job.id(), "repository", "REACHABLE");
        Files.move(elsewhere, repository);
        await(over);
        assertThat(site.room.room.trouble()).isEmpty();
        programmer.hold(order -> false);
        programmer.finish(new AttemptId(job.id(), "a", 1));

        assertThat(await(end)).isEqualTo(JobState.SUCCEEDED);
        assertThat(programmer.orders()).hasSize(2);
    }

    @Test
    void aWaitThatEndedWithItsManagerIsSaidToBeOver() throws Exception {
        var job = running(new Site(directory.resolve("site")).repository);
        site.die();
        var last = job.id() + "', (SELECT max(seq) + 1 FROM event WHERE job = '" + job.id();
        site.database.execute(
                "INSERT INTO event VALUES ('"
                        + last
                        + "'), now(), 'STATUS', 'manager-1', NULL,"
                        + " '{\"what\": \"repository\", \"state\": \"UNREACHABLE\"}')");

        site.live();
        var over = site.room.said(job.id(), "repository");
        site.room.see(programmer.view(2));
        site.room.takeOver();

        assertThat(await(over).body()).containsEntry("state", "REACHABLE");
    }

    @Test
    void whatRunsIsStoppedWhenItsJobCannotBeTakenOver() throws Exception {
        var repository = new Site(directory.resolve("site")).repository;
        var job = running(repository);
        Files.move(repository, repository.resolveSibling("elsewhere"));
        var moment = Duration.ofMillis(1);
        site.repositoryWaits = new BoundedRetries(moment, moment, 1);

        site.liveAgain();
        var end = site.room.end(job.id());
        site.room.see(programmer.view(2));
        site.room.takeOver();

        assertThat(await(end)).isEqualTo(JobState.FAILED);
        await(programmer.until(each -> each.running().isEmpty()));
        assertThat(site.states(job.id()).values()).containsOnly(SubtaskState.CANCELLED);
    }

    @Test
    void aJobThatIsCancelledWhileItsRepositoryIsAwayIsStopped() throws Exception {
        var repository = new Site(directory.resolve("site")).repository;
        var job = running(repository);
        Files.move(repository, repository.resolveSibling("elsewhere"));

        site.liveAgain();
        var waits = site.room.said(job.id(), "repository");
        var end = site.room.end(job.id());
        site.room.see(programmer.view(2));
        site.room.takeOver();
        await(waits);
        site.room.cancel(job.id());

        assertThat(await(end)).isEqualTo(JobState.CANCELLED);
        await(programmer.until(each -> each.running().isEmpty()));
        assertThat(site.room.room.trouble()).isEmpty();
    }

    /** A job of which an attempt runs. */
    private NewJob running(Path repository) throws Exception {
        programmer.hold(order -> true);
        var job = TestJobs.jobOn(repository.toString(), subtask("a"), subtask("b", "a"));
        site.room.submit(job);
        await(programmer.until(each -> each.running().size() == 1));
        return job;
    }

    @Test
    void anErrorInTheEngineEndsTheProcess() {
        site.room.room.engine.execute(() -> {
            throw new StackOverflowError("engine");
        });

        assertThat(await(site.room.broken)).hasMessage("engine");
    }

    @Test
    void anErrorInTheCommitterEndsTheProcess() {
        var engine = site.room.room.engine;
        engine.execute(() ->
                engine.afterCommit(
                        TestJobs.id(),
                        () -> {
                            throw new StackOverflowError("committer");
                        }));

        assertThat(await(site.room.broken)).hasMessage("committer");
    }

    @Test
    void whoFollowsAJobThatMovesIsSentAway() throws Exception {
        programmer.hold(order -> true);
        var job = TestJobs.job(subtask("a"));
        site.room.submit(job);
        await(programmer.until(each -> each.running().size() == 1));
        var ofEvents = new CompletableFuture<Boolean>();
        site.room.events.follow(
                job.id(),
                new CommittedEvents.Follower() {
                    @Override
                    public void event(JobEvent event) {}

                    @Override
                    public void moved() {
                        ofEvents.complete(true);
                    }
                });
        var ofLog = new CompletableFuture<Boolean>();
        site.room.logs.follow(
                new AttemptId(job.id(), "a", 1),
                new LiveLogs.Follower() {
                    @Override
                    public void lines(List<String> lines) {}

                    @Override
                    public void end() {}

                    @Override
                    public void moved() {
                        ofLog.complete(true);
                    }
                });

        site.room.room.abandon(job.id(), site.room.fence);

        assertThat(await(ofEvents)).isTrue();
        assertThat(await(ofLog)).isTrue();
    }

    /** Completes when a class has logged something. */
    private static CompletableFuture<String> logged(Class<?> by, String text) {
        var logged = new CompletableFuture<String>();
        var logger = Logger.getLogger(by.getName());
        logger.addHandler(
                new Handler() {
                    @Override
                    public void publish(LogRecord record) {
                        if (record.getMessage().contains(text)) {
                            logged.complete(record.getMessage());
                            logger.removeHandler(this);
                        }
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                });
        return logged;
    }
}
