package dev.codefleet.manager.integrate;

import dev.codefleet.contract.job.JobId;
import dev.codefleet.git.CommitId;
import dev.codefleet.git.Identity;
import dev.codefleet.git.RefName;
import dev.codefleet.git.RepositoryUrl;
import dev.codefleet.git.bundle.BundleFile;
import dev.codefleet.git.bundle.Bundles;
import dev.codefleet.git.mirror.RepositoryCache;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A real repository, programmers that work on it, and managers' integrators. */
public final class Site {
    static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    static final JobId JOB = new JobId("job1");

    final Path root;
    final Git git;
    public final Path repository;
    private final RepositoryCache programmer;
    private final AtomicInteger workspaces = new AtomicInteger();

    /** What a programmer hands in. */
    public record Work(String key, String base, BundleFile bundle) {
        public String commit() {
            return bundle.commit().hex();
        }

        MergeInput part() {
            return new MergeInput(key, commit());
        }

        StoredCommit kept(MergeInput... base) throws IOException {
            var content = Files.readAllBytes(bundle.file());
            return new StoredCommit(key, bundle.sha256(), commit(), content, List.of(base));
        }
    }

    public Site(Path root) throws IOException {
        this.root = root;
        git = new Git(GitSettings.defaults(root.resolve("home")));
        repository = Files.createDirectories(root.resolve("repository"));
        run(repository, "init", "--quiet", "--initial-branch=main", "--template=");
        commit(Map.of("a", "1\n", "b", "1\n", "dir/c", "1\n", "readme", "1\n2\n3\n"));
        programmer =
                new RepositoryCache(
                        git, root.resolve("cache"), 1L << 30, Duration.ofSeconds(20), () -> NOON);
    }

    Origin origin() {
        return origin(JOB);
    }

    public Origin origin(JobId job) {
        return new Origin(job, repository.toString(), run(repository, "rev-parse", "HEAD"));
    }

    public Integrator integrator(String name) {
        return new Integrator(
                IntegratorSettings.defaults(root.resolve(name)), () -> NOON.plusSeconds(3600));
    }

    /** Commits to the repository's main branch. */
    void commit(Map<String, String> files) throws IOException {
        write(repository, files);
        run(repository, "add", "--all");
        run(repository, "-c", "user.name=B", "-c", "user.email=b@x", "commit", "-q", "-m", "more");
    }

    /** Does a subtask as a programmer does: takes the base, edits, commits, makes a bundle. */
    public Work work(
            Integrator manager, Origin origin, String key, String base, Map<String, String> edits)
            throws IOException, IntegrationFailed {
        var url = new RepositoryUrl(origin.repository());
        var start = new CommitId(origin.base());
        var from = new CommitId(base);
        var exported = manager.export(origin, base);
        try (var mirror = programmer.ensure(url, start)) {
            if (exported.isPresent()) {
                var file = exported.get();
                var keepAs = new RefName("refs/codefleet/bundle/" + base);
                Bundles.add(git, mirror.path(), file.file(), file.sha256(), from, keepAs);
            }
        }
        var number = workspaces.incrementAndGet();
        var directory = root.resolve("workspace-" + number);
        var ada = new Identity("Ada", "ada@example.org");
        try (var made = programmer.workspace(url, from, directory, ada)) {
            write(directory, edits);
            var commit = made.workspace().commitAll(key, NOON.plusSeconds(number)).orElseThrow();
            var file = root.resolve("work-" + number + ".bundle");
            return new Work(key, base, Bundles.create(git, directory, List.of(from), commit, file));
        }
    }

    /** Does a subtask and has it accepted. */
    public Work done(
            Integrator manager, Origin origin, String key, String base, Map<String, String> edits)
            throws IOException, IntegrationFailed {
        var work = work(manager, origin, key, base, edits);
        accept(manager, origin, work);
        return work;
    }

    void accept(Integrator manager, Origin origin, Work work) throws IntegrationFailed {
        var bundle = work.bundle();
        manager.accept(
                origin, work.key(), bundle.file(), bundle.sha256(), work.base(), work.commit());
    }

    /** The only mirror of an integrator. */
    Path mirror(String integrator) throws IOException {
        try (var paths = Files.newDirectoryStream(root.resolve(integrator + "/mirrors"), "*.git")) {
            return paths.iterator().next();
        }
    }

    public String run(Path directory, String... arguments) {
        return git.run(GitCall.in(directory, arguments)).line();
    }

    String show(String integrator, String commit, String file) throws IOException {
        return run(mirror(integrator), "show", commit + ":" + file);
    }

    static void write(Path directory, Map<String, String> files) throws IOException {
        for (var file : files.entrySet()) {
            var path = directory.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
    }
}
