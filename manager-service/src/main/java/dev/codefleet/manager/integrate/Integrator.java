package dev.codefleet.manager.integrate;

import dev.codefleet.contract.job.JobId;
import dev.codefleet.git.CommitId;
import dev.codefleet.git.bundle.BundleFile;
import dev.codefleet.git.bundle.Bundles;
import dev.codefleet.git.mirror.RepositoryCache;
import dev.codefleet.git.objects.References;
import dev.codefleet.git.process.AbandonedFiles;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.git.process.GitSettings;
import dev.codefleet.git.remote.BranchDelivery;
import dev.codefleet.git.remote.FleetHome;
import dev.codefleet.git.remote.LocalSource;
import dev.codefleet.git.remote.UploadedRepositories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The git work of a manager. Safe for many threads; every call blocks its thread, and different
 * jobs do not wait for each other, but for a repository's first fetch.
 *
 * <p>Calls that name commits expect them to have been accepted, merged or restored here, or to be
 * the origin's; otherwise they fail with {@link IntegrationFailed#needsRestore()}.
 */
public final class Integrator {
    private static final String DEFAULT_REF = "HEAD";
    private static final Duration OF_JOBS_KEPT = Duration.ofDays(1);

    private final Git git;
    private final UploadedRepositories uploads;
    private final RepositoryCache mirrors;
    private final Merger merger;
    private final Exports exports;
    private final MirrorHousekeeping housekeeping;
    private final BundleIntake intake;
    private final Results results;

    /**
     * @param clock the wall clock
     * @throws UncheckedIOException if the directory cannot be used
     */
    public Integrator(IntegratorSettings settings, InstantSource clock) {
        this(settings, clock, UploadedRepositories.NONE);
    }

    /**
     * @param clock the wall clock
     * @throws UncheckedIOException if the directory cannot be used
     */
    public Integrator(
            IntegratorSettings settings, InstantSource clock, UploadedRepositories uploads) {
        this.uploads = uploads;
        var directory = settings.directory().toAbsolutePath();
        git =
                new Git(
                        GitSettings.defaults(directory.resolve("home"))
                                .withTimeouts(settings.localTimeout(), settings.remoteTimeout())
                                .withRemoteEnvironment(settings.remoteEnvironment())
                                .refusing(FleetHome.with(directory)));
        mirrors =
                new RepositoryCache(
                        git,
                        directory.resolve("mirrors"),
                        settings.maxMirrorBytes(),
                        settings.lockTimeout(),
                        clock,
                        uploads);
        var history = new CommitAncestry(git);
        merger = new Merger(git, history);
        housekeeping = new MirrorHousekeeping(git, mirrors, settings.unusedFor(), clock);
        results = new Results(git, settings.maxPatchBytes());
        try {
            exports = new Exports(directory.resolve("exports"), settings.maxExportBytes());
            var incoming = Files.createDirectories(directory.resolve("incoming"));
            AbandonedFiles.delete(incoming, "kept-*.bundle", clock.instant());
            intake = new BundleIntake(git, history, merger, incoming);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot use the manager's git directory", e);
        }
    }

    /** The repositories that were uploaded. */
    public UploadedRepositories uploads() {
        return uploads;
    }

    /**
     * The commit that a name stands for in a repository now.
     *
     * @param ref a branch, a tag, a full reference name or a commit's name; null for the default
     *     branch
     */
    public String resolve(String repository, @Nullable String ref) throws IntegrationFailed {
        var url = Failures.url(repository);
        var name = Failures.ref(ref == null ? DEFAULT_REF : ref);
        try {
            return mirrors.resolve(url, name).hex();
        } catch (GitFailed e) {
            throw Failures.of(e);
        }
    }

    /**
     * Looks at what a job names before anything is done for it: a repository on this machine must
     * be there and whole, and take the result if that is to be brought to it. What lies elsewhere
     * is not asked.
     *
     * @param isDelivered whether the result is to be brought to the repository
     * @throws IntegrationFailed in plain words, with the way out
     */
    public void look(JobId job, String repository, boolean isDelivered) throws IntegrationFailed {
        var local = Failures.url(repository).localPath();
        if (local.isEmpty()) {
            return;
        }
        try {
            if (isDelivered) {
                BranchDelivery.checkLocal(git, local.get(), Results.branch(job));
            } else {
                LocalSource.open(git, local.get());
            }
        } catch (GitFailed e) {
            throw Failures.of(e);
        }
    }

    /**
     * Looks whether the repository would take the result, before the work is done.
     *
     * @throws IntegrationFailed with REFUSED if not
     */
    public void lookAtDelivery(Origin origin) throws IntegrationFailed {
        var url = Failures.url(origin.repository());
        var commit = Failures.commit(origin.base());
        var refused =
                inMirror(
                        origin,
                        mirror -> {
                            try {
                                BranchDelivery.check(
                                        git, mirror, url, commit, Results.branch(origin.job()));
                                return Optional.<GitFailed>empty();
                            } catch (GitFailed e) {
                                return Optional.of(e);
                            }
                        });
        if (refused.isPresent()) {
            throw Failures.undeliverable(refused.get(), url);
        }
    }

    /**
     * The commit that has all of the parts: the origin's without parts, the part's own for one,
     * else successive merges. A part that is there already is skipped, and one that has all that
     * was merged before it takes its place. The same parts in the same order always give the same
     * commit.
     *
     * @param parts in topological order
     * @throws IntegrationFailed with MERGE_CONFLICT if two parts change the same
     */
    public String merge(Origin origin, List<MergeInput> parts) throws IntegrationFailed {
        return inMirror(
                origin,
                mirror -> {
                    for (var part : parts) {
                        KeptCommits.require(mirror, origin, new CommitId(part.commit()));
                    }
                    var head = merger.merge(mirror, origin, parts);
                    KeptCommits.keep(mirror, origin, head);
                    return head.hex();
                });
    }

    /**
     * The bundle that brings a commit to whoever has the origin's commit; empty when it is that
     * commit. The file may be removed when others need its space: when it is gone, ask again.
     */
    public Optional<BundleFile> export(Origin origin, String commit) throws IntegrationFailed {
        if (commit.equals(origin.base())) {
            return Optional.empty();
        }
        var known = Failures.commit(origin.base());
        var wanted = Failures.commit(commit);
        return Optional.of(
                exports.get(
                        new Exports.Key(known, wanted),
                        file ->
                                inMirror(
                                        origin,
                                        mirror -> {
                                            KeptCommits.require(mirror, origin, wanted);
                                            return Bundles.create(
                                                    git, mirror, List.of(known), wanted, file);
                                        })));
    }

    /**
     * Takes a programmer's bundle. It is read only while the call lasts.
     *
     * @param key the subtask's key
     * @param sha256 the checksum that the bundle must have
     * @param start the commit that the work had to start from
     * @param commit the commit that the bundle must bring; must descend from {@code start}
     * @throws IntegrationFailed with EXECUTOR_ERROR if one of these is not so
     */
    public void accept(
            Origin origin, String key, Path bundle, String sha256, String start, String commit)
            throws IntegrationFailed {
        var announced =
                new BundleIntake.Announced(
                        bundle, sha256, Failures.commit(start), Failures.commit(commit));
        inMirror(
                origin,
                mirror -> {
                    intake.accept(mirror, origin, key, announced);
                    return announced;
                });
    }

    /**
     * Makes sure that what a job had accepted is there again, and skips what is.
     *
     * @param bundles each after those that it builds on
     */
    public void restore(Origin origin, List<StoredCommit> bundles) throws IntegrationFailed {
        inMirror(
                origin,
                mirror -> {
                    for (var kept : bundles) {
                        intake.restore(mirror, origin, kept);
                    }
                    return bundles;
                });
    }

    /**
     * Writes a bundle of the result: the branch {@code codefleet/<job>}, for whoever has the
     * origin's commit. A result that changes nothing gives a bundle with the branch and no objects.
     *
     * @param note what it says of the result under {@code refs/notes/codefleet/<job>}; null for
     *     nothing
     * @param to replaced when it exists
     */
    public void resultBundle(Origin origin, String head, @Nullable ResultNote note, Path to)
            throws IntegrationFailed {
        var commit = Failures.commit(head);
        inMirror(
                origin,
                mirror -> {
                    results.bundle(mirror, origin, commit, note, to);
                    return commit;
                });
    }

    /** The tree of a commit that was merged or accepted. */
    public String tree(Origin origin, String head) throws IntegrationFailed {
        var commit = Failures.commit(head);
        return inMirror(
                origin,
                mirror -> {
                    KeptCommits.require(mirror, origin, commit);
                    return git.run(GitCall.in(mirror, "rev-parse", commit + "^{tree}")).line();
                });
    }

    /**
     * Writes a patch from the origin's commit to the result; empty when nothing changed.
     *
     * @param to replaced when it exists
     */
    public void resultPatch(Origin origin, String head, Path to) throws IntegrationFailed {
        var commit = Failures.commit(head);
        inMirror(
                origin,
                mirror -> {
                    results.patch(mirror, origin, commit, to);
                    return commit;
                });
    }

    /**
     * Makes the branch {@code codefleet/<job>} in the repository that the job came from; once more
     * is the same as once.
     *
     * @throws IntegrationFailed with REFUSED if the repository does not take it
     */
    public void push(Origin origin, String head) throws IntegrationFailed {
        var url = Failures.url(origin.repository());
        var commit = Failures.commit(head);
        var refused = inMirror(origin, mirror -> results.push(mirror, origin, commit, url));
        if (refused.isPresent()) {
            throw Failures.undeliverable(refused.get(), url);
        }
    }

    /**
     * Forgets an ended job, so that its space can be used again. Whatever is asked for it later
     * needs {@link #restore} first.
     */
    public void release(Origin origin) throws IntegrationFailed {
        var url = Failures.url(origin.repository());
        try {
            housekeeping.release(origin, url);
        } catch (GitFailed e) {
            throw Failures.of(e);
        }
    }

    /**
     * Lets the copies of repositories shrink: what was kept for jobs a day ago goes, whether or not
     * their end was seen here. A job that still needs it gets it restored.
     *
     * @param bases how long commits that jobs started from stay after their last use
     */
    public void tidy(Duration bases) throws IntegrationFailed {
        try {
            mirrors.tidy(
                    Map.of(
                            KeptCommits.OF_JOBS,
                            OF_JOBS_KEPT,
                            References.ASKED_FOR,
                            bases,
                            References.LFS,
                            bases));
        } catch (GitFailed e) {
            throw Failures.of(e);
        }
    }

    private <T> T inMirror(Origin origin, RepositoryCache.Work<T, IntegrationFailed> work)
            throws IntegrationFailed {
        var url = Failures.url(origin.repository());
        var commit = Failures.commit(origin.base());
        try {
            return mirrors.using(url, commit, work);
        } catch (GitFailed e) {
            throw Failures.of(e);
        }
    }
}
