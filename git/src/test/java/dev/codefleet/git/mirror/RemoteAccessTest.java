package dev.codefleet.git.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.codefleet.git.Fixture;
import dev.codefleet.git.RefName;
import dev.codefleet.git.RepositoryUrl;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.git.remote.BranchDelivery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories behind a server that asks who is there. */
class RemoteAccessTest {
    private static final String PASSWORD = "s3cr@t/of $(id) 'fleets'";
    private static final String ENCODED = "s3cr%40t%2Fof%20$(id)%20'fleets'";
    private static final RefName MAIN = new RefName("main");

    @TempDir Path root;
    private Fixture fixture;
    private Path origin;
    private SmartServer server;

    @BeforeEach
    void setUp() throws IOException {
        fixture = new Fixture(root);
        origin = fixture.repository("served/origin", Map.of("a.txt", "one\n"));
        fixture.run(origin, "config", "http.receivepack", "true");
        server = new SmartServer(root.resolve("served"), "ada", PASSWORD);
    }

    @AfterEach
    void tearDown() {
        server.close();
    }

    @Test
    void credentialsOfTheAddressLetInAndAreInNoListOfProcesses() {
        var url = url("ada:" + ENCODED + "@");
        var cache = fixture.cache(1 << 30);
        var head = fixture.head(origin);

        assertThat(cache.resolve(url, MAIN)).isEqualTo(head);
        try (var mirror = cache.ensure(url, head)) {
            BranchDelivery.check(fixture.git, mirror.path(), url, head, new RefName("result"));
            assertThat(branches()).isEqualTo("main");
            BranchDelivery.toBranch(fixture.git, mirror.path(), url, head, new RefName("result"));
        }

        assertThat(branches()).contains("result");
        assertThat(server.commands)
                .anyMatch(command -> command.contains("remote-http"))
                .noneMatch(command -> command.contains("s3cr"));
    }

    @Test
    void credentialsAreNoOtherServersToHear() throws IOException {
        try (var other = new SmartServer(root.resolve("served"), "ada", PASSWORD)) {
            var call = GitCall.in(root, "ls-remote", "http://" + other.address() + "/origin/.git");
            var failure =
                    catchThrowableOfType(
                            GitFailed.class,
                            () -> fixture.git.run(call.reaching(url("ada:" + ENCODED + "@"))));
            assertThat(failure.reason()).isEqualTo(GitFailed.Reason.DENIED);
        }
    }

    @Test
    void aWrongPasswordIsSaidInPlainWordsWithoutIt() {
        var failure = failure(url("ada:wr0ng@"));
        assertThat(failure.reason()).isEqualTo(GitFailed.Reason.DENIED);
        assertThat(failure.isTemporary()).isFalse();
        assertThat(failure)
                .hasMessageContaining("not let in")
                .hasMessageContaining("Authentication failed")
                .hasMessageNotContaining("wr0ng");
    }

    @Test
    void noPasswordIsSaidInPlainWords() {
        assertThat(failure(url("")).reason()).isEqualTo(GitFailed.Reason.DENIED);
        assertThat(failure(url("t0ken@")).reason()).isEqualTo(GitFailed.Reason.DENIED);
    }

    @Test
    void whatIsNotThereIsNoRepository() {
        var url = new RepositoryUrl(url("ada:" + ENCODED + "@").value().replace("origin", "gone"));
        var failure = failure(url);
        assertThat(failure.reason()).isEqualTo(GitFailed.Reason.NO_REPOSITORY);
        assertThat(failure).hasMessageContaining("There is no repository at http://***@127.0.0.1");
    }

    @Test
    void whatDoesNotAnswerMayDoSoLater() {
        for (var address :
                new String[] {
                    "http://127.0.0.1:1/x.git",
                    "https://nowhere.invalid/x.git",
                    "ssh://git@127.0.0.1:1/x.git"
                }) {
            var failure = failure(new RepositoryUrl(address));
            assertThat(failure.isTemporary()).as(address).isTrue();
            assertThat(failure).hasMessageContaining("cannot reach " + address);
        }
    }

    @Test
    void aShallowRepositoryIsRefusedEachTimeUntilItIsWhole() throws IOException {
        fixture.commit(origin, "second", Map.of("a.txt", "two\n"));
        var shallow = root.resolve("served/shallow");
        fixture.run(root, "clone", "-q", "--depth=1", "file://" + origin, shallow.toString());
        var address = url("ada:" + ENCODED + "@").value().replace("origin", "shallow");
        for (var name : new String[] {"main", fixture.head(origin).hex(), "main"}) {
            var failure =
                    catchThrowableOfType(
                            GitFailed.class,
                            () ->
                                    fixture.cache(1 << 30)
                                            .resolve(
                                                    new RepositoryUrl(address), new RefName(name)));
            assertThat(failure.reason()).as(name).isEqualTo(GitFailed.Reason.UNUSABLE);
            assertThat(failure).hasMessageContaining("git fetch --unshallow");
        }
        fixture.run(shallow, "fetch", "-q", "--unshallow");
        assertThat(fixture.cache(1 << 30).resolve(new RepositoryUrl(address), MAIN))
                .isEqualTo(fixture.head(origin));
    }

    @Test
    void aShallowRepositoryTakesNothingAwayFromOthers() throws IOException {
        fixture.commit(origin, "second", Map.of("a.txt", "two\n"));
        var shallow = root.resolve("served/shallow");
        fixture.run(root, "clone", "-q", "--depth=1", "file://" + origin, shallow.toString());
        var url =
                new RepositoryUrl(url("ada:" + ENCODED + "@").value().replace("origin", "shallow"));
        var cache = fixture.cache(1 << 30);
        assertThatThrownBy(() -> cache.resolve(url, MAIN)).isInstanceOf(GitFailed.class);
        var mirror = root.resolve("cache/" + url.slug() + RepositoryCache.MIRROR);
        var file = Files.writeString(root.resolve("brought"), "a moment ago");
        var brought = fixture.run(mirror, "hash-object", "-w", file.toString());

        assertThatThrownBy(() -> cache.resolve(url, MAIN)).isInstanceOf(GitFailed.class);

        assertThat(fixture.run(mirror, "cat-file", "-t", brought)).isEqualTo("blob");
    }

    private GitFailed failure(RepositoryUrl url) {
        return catchThrowableOfType(
                GitFailed.class, () -> fixture.cache(1 << 30).resolve(url, MAIN));
    }

    private RepositoryUrl url(String user) {
        return new RepositoryUrl("http://" + user + server.address() + "/origin/.git");
    }

    private String branches() {
        return fixture.run(origin, "for-each-ref", "--format=%(refname:short)", "refs/heads");
    }
}
