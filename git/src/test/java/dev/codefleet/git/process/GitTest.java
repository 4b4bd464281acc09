package dev.codefleet.git.process;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.codefleet.git.Fixture;
import dev.codefleet.git.RefName;
import dev.codefleet.git.RepositoryUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitTest {
    @TempDir Path root;
    private Fixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new Fixture(root);
    }

    @Test
    void aFailureTellsWhatGitSaid() {
        var failure =
                catchThrowableOfType(
                        GitFailed.class, () -> fixture.run(root, "rev-parse", "--verify", "HEAD"));
        assertThat(failure.reason()).isEqualTo(GitFailed.Reason.EXIT_CODE);
        assertThat(failure.exitCode()).isEqualTo(128);
        assertThat(failure.stderr()).contains("not a git repository");
        assertThat(failure.arguments()).containsExactly("rev-parse", "--verify", "HEAD");
    }

    @Test
    void aMissingProgramIsATypedFailure() {
        var settings =
                new GitSettings(
                        "no-such-git",
                        root,
                        Map.of(),
                        List.of(),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        1000,
                        0);
        assertThatThrownBy(() -> new Git(settings).run(GitCall.in(root, "version")))
                .isInstanceOfSatisfying(
                        GitFailed.class,
                        e -> assertThat(e.reason()).isEqualTo(GitFailed.Reason.IO));
    }

    @Test
    void aHangingRemoteIsGivenUpAndItsProcessesEnd() throws Exception {
        var impatient = new Fixture(root, Duration.ofMillis(700));
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var url = new RepositoryUrl("http://127.0.0.1:" + silent.getLocalPort() + "/repo.git");
            var before = ProcessHandle.current().descendants().map(ProcessHandle::pid).toList();
            var start = System.nanoTime();
            var failure =
                    catchThrowableOfType(
                            GitFailed.class,
                            () -> impatient.cache(1 << 30).resolve(url, new RefName("main")));
            assertThat(failure.isTimeout()).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(5));
            for (var process : ProcessHandle.current().descendants().toList()) {
                if (!before.contains(process.pid())) {
                    process.onExit().get(5, TimeUnit.SECONDS);
                }
            }
        }
    }

    @Test
    void aCommandWhoseOutputCannotBeMeasuredEnds() throws Exception {
        var sleeping = root.resolve("sleeping-git");
        Fixture.script(sleeping, "exec sleep 60");
        var settings =
                new GitSettings(
                        sleeping.toString(),
                        root.resolve("home"),
                        Map.of(),
                        List.of(),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(60),
                        1000,
                        0);
        Path gone;
        try (var zip = FileSystems.newFileSystem(root.resolve("zip"), Map.of("create", "true"))) {
            gone = zip.getPath("/");
        }
        var before = ProcessHandle.current().descendants().map(ProcessHandle::pid).toList();

        assertThatThrownBy(
                        () -> new Git(settings).run(GitCall.in(root, "version").growing(gone, 1)))
                .isInstanceOf(ClosedFileSystemException.class);

        for (var process : ProcessHandle.current().descendants().toList()) {
            if (!before.contains(process.pid())) {
                process.onExit().get(5, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void anInterruptEndsTheCommandAndIsKept() throws Exception {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var url = new RepositoryUrl("http://127.0.0.1:" + silent.getLocalPort() + "/repo.git");
            var outcome = new AtomicReference<GitFailed>();
            var isInterrupted = new AtomicReference<Boolean>();
            var done = new CountDownLatch(1);
            var caller =
                    Thread.ofPlatform()
                            .start(() -> {
                                outcome.set(
                                        catchThrowableOfType(
                                                GitFailed.class, () -> listRemote(url)));
                                isInterrupted.set(Thread.currentThread().isInterrupted());
                                done.countDown();
                            });
            // A connection means that git is waiting for an answer by now.
            var connection = silent.accept();
            caller.interrupt();
            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(requireNonNull(outcome.get()).reason())
                    .isEqualTo(GitFailed.Reason.INTERRUPTED);
            assertThat(isInterrupted.get()).isTrue();
            connection.close();
        }
    }

    @Test
    void moreOutputThanTheLimitIsAFailure() throws IOException {
        var repository = fixture.repository("origin", Map.of("big", "x".repeat(100_000)));
        assertThatThrownBy(() ->
                        fixture.git.run(
                                GitCall.in(repository, "cat-file", "-p", "HEAD:big")
                                        .capturing(1000)))
                .isInstanceOfSatisfying(
                        GitFailed.class,
                        e -> assertThat(e.reason()).isEqualTo(GitFailed.Reason.OUTPUT_TOO_LARGE));
    }

    @Test
    void readsFromAndWritesToFiles() throws IOException {
        var repository = fixture.repository("origin", Map.of("f", "text"));
        var in = Files.writeString(root.resolve("in"), "some bytes");
        var out = root.resolve("out");
        fixture.git.run(
                GitCall.in(repository, "hash-object", "--stdin")
                        .readingFrom(in)
                        .writingTo(out, 1000));
        assertThat(out)
                .content()
                .isEqualTo(fixture.run(repository, "hash-object", in.toString()) + "\n");
    }

    @Test
    void theEnvironmentOfTheFleetDoesNotReachGit() throws IOException {
        var settings = GitSettings.defaults(root.resolve("home"));
        var config = Files.writeString(root.resolve("evil"), "[alias]\n\tleak = !env\n");
        var inherited =
                Map.of(
                        "PATH", System.getenv("PATH"),
                        "FLEET_SECRET", "s3cret",
                        "GIT_CONFIG_GLOBAL", config.toString(),
                        "GIT_DIR", "/nowhere",
                        "https_proxy", "http://proxy");
        var git = new Git(settings, inherited);
        assertThat(git.run(GitCall.in(root, "leak").accepting(1)).stderr())
                .contains("not a git command");
        var shown = git.run(GitCall.in(root, "-c", "alias.shown=!env", "shown")).text();
        assertThat(shown)
                .doesNotContain("s3cret", "/nowhere", "proxy")
                .contains("GIT_TERMINAL_PROMPT=0", "GIT_CONFIG_GLOBAL=/dev/null");
    }

    @Test
    void credentialsAreOnlyForCallsThatReachARemote() {
        var git =
                new Git(
                        GitSettings.defaults(root.resolve("home"))
                                .withRemoteEnvironment(Map.of("SSH_AUTH_SOCK", "/run/agent")));
        var show = GitCall.in(root, "-c", "alias.shown=!env", "shown");
        assertThat(git.run(show).text()).doesNotContain("SSH_AUTH_SOCK");
        assertThat(git.run(show.reaching(new RepositoryUrl("https://example.org/a"))).text())
                .contains("SSH_AUTH_SOCK=/run/agent");
    }

    @Test
    void messagesHoldNoCredentials() {
        var url = new RepositoryUrl("http://user:s3cret@127.0.0.1:1/repo.git");
        var failure = catchThrowableOfType(GitFailed.class, () -> listRemote(url));
        assertThat(failure).hasMessageContaining("***@127.0.0.1").hasMessageNotContaining("s3cret");
        assertThat(failure.stderr() + failure.arguments()).doesNotContain("s3cret");
    }

    private void listRemote(RepositoryUrl url) {
        fixture.git.run(GitCall.in(root, "ls-remote", url.value()).reaching(url));
    }
}
