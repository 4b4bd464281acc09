package dev.codefleet.cli.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codefleet.cli.client.StandInGateway;
import dev.codefleet.cli.terminal.Style;
import dev.codefleet.cli.terminal.Terminal;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.GatewayClient;
import dev.codefleet.git.lfs.LfsPointer;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitSettings;
import dev.codefleet.support.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryUploadTest {
    /** Of a content of Git LFS: more than all else of the repository. */
    private static final int CONTENT_BYTES = 100_000;

    @TempDir private Path directory;
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private StandInGateway gateway;
    private Path repository;
    private Git git;

    @BeforeEach
    void setUp() throws IOException {
        gatewayTaking(CONTENT_BYTES);
        git = new Git(GitSettings.defaults(directory.resolve("git-home")));
        repository = Files.createDirectory(directory.resolve("repository"));
        run("init", "-q", "-b", "main");
        Files.writeString(repository.resolve(".gitattributes"), "*.bin filter=lfs -text\n");
        commit("a.txt", "a");
    }

    @AfterEach
    void tearDown() {
        gateway.close();
    }

    @Test
    void whatIsTooLargeWithContentsOfGitLfsGoesWithoutThem() throws IOException {
        addContent();

        var address = send();

        var uploads = gateway.requests().stream().map(StandInGateway.Request::uri).toList();
        assertThat(uploads).hasSize(4);
        assertThat(uploads.get(1)).isNotEqualTo(uploads.get(3));
        assertThat(address).endsWith(uploads.get(3).substring("/v1/repositories/".length()));
        assertThat(notes()).containsOnlyOnce("subtasks see pointers");
    }

    @Test
    void whatIsTooLargeEvenSoIsRefusedAfterTheSecondTime() throws IOException {
        addContent();
        gatewayTaking(1);

        assertThatThrownBy(this::send)
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("BODY_TOO_LARGE");
        assertThat(gateway.requests()).hasSize(4);
    }

    @Test
    void withoutContentsThereIsNothingToTryAgain() throws IOException {
        gatewayTaking(1);

        assertThatThrownBy(this::send)
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("BODY_TOO_LARGE");
        assertThat(gateway.requests()).hasSize(2);
        assertThat(notes()).isEmpty();
    }

    private void gatewayTaking(int maxBytes) throws IOException {
        if (gateway != null) {
            gateway.close();
        }
        gateway = new StandInGateway(maxBytes);
    }

    private String send() {
        var stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        var terminal = new Terminal(stream, stream, Style.PLAIN, false);
        var local = LocalRepository.containing(repository, git);
        return new RepositoryUpload(GatewayClient.at(gateway.url(), Duration.ZERO), terminal)
                .send(local, local.commit("HEAD"));
    }

    private String notes() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private void addContent() throws IOException {
        var random = new Random(1);
        var content = new StringBuilder();
        random.ints(2 * CONTENT_BYTES, '0', 'z').forEach(each -> content.append((char) each));
        var pointer = new LfsPointer(Sha256.of(content.toString()), content.length());
        var place = repository.resolve(".git/lfs/objects").resolve(pointer.place());
        Files.createDirectories(place.getParent());
        Files.writeString(place, content);
        commit("a.bin", pointer.text());
    }

    private void commit(String file, String text) throws IOException {
        Files.writeString(repository.resolve(file), text);
        run("add", ".");
        run("commit", "-q", "-m", file);
    }

    private void run(String... arguments) {
        git.run(
                GitCall.in(repository, arguments)
                        .config(
                                "user.name=A",
                                "user.email=a@b.invalid",
                                "filter.lfs.clean=cat",
                                "filter.lfs.smudge=cat"));
    }
}
