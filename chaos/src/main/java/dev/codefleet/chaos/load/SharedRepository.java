package dev.codefleet.chaos.load;

import dev.codefleet.contract.job.JobView;
import dev.codefleet.gatewayclient.GatewayClient;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The repository that all jobs work on, and the results that they delivered to it. */
final class SharedRepository {
    private final Git git;
    private final Path directory;

    /** Makes a small one in a new directory. */
    SharedRepository(Path directory) {
        this.git = new Git(GitSettings.defaults(directory.resolve("git-home")));
        this.directory = directory.resolve("origin");
        try {
            Files.createDirectories(this.directory);
            Files.writeString(this.directory.resolve("README.md"), "# Worked on under faults\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        git("init", "--quiet", "--initial-branch=main");
        git("add", "--all");
        git("-c", "user.name=Chaos", "-c", "user.email=chaos@localhost", "commit", "-qm", "First");
    }

    String url() {
        return directory.toString();
    }

    /** Lines of the files that the subtasks left in a job's result, by subtask. */
    Map<String, List<String>> content(GatewayClient gateway, JobView job) {
        var bundle = directory.resolveSibling(job.id() + ".bundle");
        try (var body = gateway.bundle(job.id(), false)) {
            Files.copy(body, bundle, StandardCopyOption.REPLACE_EXISTING);
            var branch = "refs/heads/" + Objects.requireNonNull(job.files().branch());
            git("fetch", "--quiet", bundle.toString(), branch + ":refs/results/" + job.id());
            Files.delete(bundle);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var prefix = "refs/results/" + job.id() + ":" + ExecutorScript.FILES;
        var content = new HashMap<String, List<String>>();
        git("grep", "-e", "", "refs/results/" + job.id(), "--", ExecutorScript.FILES)
                .lines()
                .map(line -> line.substring(prefix.length()).split(":", 2))
                .forEach(line ->
                        content.computeIfAbsent(line[0], _ -> new ArrayList<>()).add(line[1]));
        return content;
    }

    private String git(String... arguments) {
        return git.run(GitCall.in(directory, arguments)).text();
    }
}
