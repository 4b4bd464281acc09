package dev.codefleet.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codefleet.cli.client.StandInGateway;
import dev.codefleet.cli.fleet.CommandContext;
import dev.codefleet.cli.terminal.Style;
import dev.codefleet.cli.terminal.Terminal;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.localfleet.Home;
import dev.codefleet.localfleet.Installation;
import dev.codefleet.support.Json;
import dev.codefleet.support.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FetchCommandTest {
    private static final JobId ID = new JobId("job1");
    private static final String JOB =
            """
            {"id": "job1", "title": "T", "state": "%s", "lane": "code", "repository": "%s", "base": "%s",
             "branch": "codefleet/job1", "commit": %s, "delivery": "download", "subtasks": {}, "slots": 1,
             "created_at": "2030-01-31T12:00:00Z", "work_ms": 0}\
            """;

    @TempDir private Path directory;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private StandInGateway gateway;
    private Path repository;
    private String base;
    private String result;
    private byte[] bundle;

    @BeforeEach
    void setUp() throws IOException {
        gateway = new StandInGateway();
        repository = Files.createDirectory(directory.resolve("repository"));
        git("init", "--quiet", "--initial-branch=main");
        commit("Start");
        base = git("rev-parse", "HEAD");
        git("checkout", "--quiet", "-b", "codefleet/job1");
        commit("Result");
        result = git("rev-parse", "HEAD");
        var file = directory.resolve("result.bundle");
        git("bundle", "create", "--quiet", file.toString(), "main..codefleet/job1");
        bundle = Files.readAllBytes(file);
        git("checkout", "--quiet", "main");
        git("branch", "--quiet", "-D", "codefleet/job1");
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void theBranchComesIntoTheRepositoryThatTheJobCameFromAndAgainIsTheSame() throws IOException {
        for (var time = 0; time < 2; time++) {
            job("SUCCEEDED", repository.toString());

            assertThat(fetch()).isZero();

            assertThat(git("rev-parse", "codefleet/job1")).isEqualTo(result);
        }
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("Result: branch codefleet/job1 in " + repository);
    }

    @Test
    void contentsOfGitLfsThatCannotBePutIntoTheRepositoryAreTold() throws IOException {
        var content = Files.writeString(directory.resolve("content"), "content");
        var oid = Sha256.of("content");
        var blob = git("hash-object", "-w", "--no-filters", content.toString());
        var reference = "refs/codefleet/lfs/" + oid;
        git("update-ref", reference, blob);
        git("update-ref", "refs/heads/codefleet/job1", result);
        var file = directory.resolve("result.bundle");
        git("bundle", "create", "--quiet", file.toString(), "codefleet/job1", reference, "^main");
        git("update-ref", "-d", "refs/heads/codefleet/job1");
        git("update-ref", "-d", reference);
        var elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Files.createSymbolicLink(repository.resolve(".git/lfs"), elsewhere);
        job("SUCCEEDED", repository.toString());
        gateway.jobs.bundle(ID, Files.readAllBytes(file));

        assertThat(fetch()).isZero();

        assertThat(git("rev-parse", "codefleet/job1")).isEqualTo(result);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(oid, "symbolic link at lfs")
                .contains(gateway.url() + "/v1/jobs/job1/result.bundle", "docs/cli.md");
    }

    @Test
    void anUploadedRepositoryIsNamed() throws IOException {
        job("SUCCEEDED", "bundle:" + "0".repeat(64));

        assertThat(fetch("--repo", repository.toString())).isZero();

        assertThat(git("rev-parse", "codefleet/job1")).isEqualTo(result);
    }

    @Test
    void aJobThatDidNotSucceedHasAPartOnlyWhenAsked() throws IOException {
        job("FAILED", repository.toString());
        assertThatThrownBy(this::fetch)
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("--partial");

        assertThat(fetch("--partial")).isZero();

        assertThat(git("rev-parse", "codefleet/job1-partial")).isEqualTo(result);
        assertThat(gateway.requests().getLast().uri()).endsWith("/result.bundle?partial=true");
        assertThat(git("branch", "--list", "codefleet/job1")).isEmpty();
    }

    @Test
    void aRunningJobIsToBeWatched() throws IOException {
        job("RUNNING", repository.toString());

        assertThatThrownBy(this::fetch)
                .hasMessageContaining("'./codefleet watch job1 --gateway " + gateway.url() + "'");
    }

    @Test
    void aRepositoryWithoutTheStartIsTold() throws IOException {
        var other = Files.createDirectory(directory.resolve("other"));
        git(other, "init", "--quiet");
        job("SUCCEEDED", repository.toString());

        assertThatThrownBy(() -> fetch("--repo", other.toString()))
                .hasMessageContaining("lacks commit " + base);
    }

    private void job(String state, String address) throws IOException {
        var commit = state.equals("SUCCEEDED") ? "\"" + result + "\"" : "null";
        var json = JOB.formatted(state, address, base, commit);
        gateway.jobs.put(Json.mapper().readValue(json, JobView.class));
        gateway.jobs.bundle(ID, bundle);
    }

    private int fetch(String... options) {
        var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        var context =
                new CommandContext(
                        new Home(directory.resolve("home")),
                        new Installation(directory, directory),
                        Map.of(),
                        new Terminal(stream, stream, Style.PLAIN, false));
        var words = new ArrayList<>(List.of("job1", "--gateway=" + gateway.url()));
        words.addAll(List.of(options));
        var command = new FetchCommand(context);
        new CommandLine(command).parseArgs(words.toArray(String[]::new));
        return command.call();
    }

    private void commit(String message) {
        git("commit", "--quiet", "--allow-empty", "-m", message);
    }

    private String git(String... arguments) {
        return git(repository, arguments);
    }

    private static String git(Path where, String... arguments) {
        var command =
                new ArrayList<>(
                        List.of("git", "-c", "user.name=A", "-c", "user.email=a@b.invalid"));
        command.addAll(List.of(arguments));
        try {
            var process =
                    new ProcessBuilder(command)
                            .directory(where.toFile())
                            .redirectErrorStream(true)
                            .start();
            var output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
            return output.strip();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
