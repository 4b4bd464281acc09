package dev.codefleet.manager.integrate;

import dev.codefleet.git.RepositoryUrl;
import dev.codefleet.git.mirror.RepositoryCache;
import dev.codefleet.git.objects.References;
import dev.codefleet.git.process.Git;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Deletes the references of ended jobs from the mirrors. */
final class MirrorHousekeeping {
    private static final int MOST_REMEMBERED = 10_000;

    private final Git git;
    private final RepositoryCache mirrors;
    private final Duration unusedFor;
    private final InstantSource clock;
    private final LruMap<RepositoryUrl, Instant> cleaned = new LruMap<>(MOST_REMEMBERED);

    MirrorHousekeeping(Git git, RepositoryCache mirrors, Duration unusedFor, InstantSource clock) {
        this.git = git;
        this.mirrors = mirrors;
        this.unusedFor = unusedFor;
        this.clock = clock;
    }

    /**
     * Drops a job's references. Objects that nothing keeps go too, but only old ones, since others
     * may be in the making, and only now and then, since finding them means walking everything.
     */
    void release(Origin origin, RepositoryUrl url) {
        mirrors.ifPresent(
                url,
                mirror -> {
                    References.drop(git, mirror, KeptCommits.all(origin.job()));
                    var now = clock.instant();
                    var before = cleaned.get(url);
                    if (before == null || !now.isBefore(before.plus(unusedFor))) {
                        cleaned.put(url, now);
                        References.dropUnreachable(git, mirror, unusedFor);
                    }
                });
    }
}
