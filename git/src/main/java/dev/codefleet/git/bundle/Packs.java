package dev.codefleet.git.bundle;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitFailed;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** Packs, which are what a bundle carries after its header. */
final class Packs {
    /** As git's own {@code fetch.unpackLimit}: fewer objects are quicker written one by one. */
    private static final int UNPACKED_BELOW = 100;

    private static final int SIGNATURE = 0x5041434b;
    private static final long LARGEST_BYTES = 16L << 30;

    private Packs() {}

    /**
     * Writes a thin pack: objects may be deltas against what {@code known} has.
     *
     * @param beside objects that come along
     */
    static void make(
            Git git,
            Path repository,
            Collection<CommitId> known,
            CommitId commit,
            Collection<CommitId> beside,
            Path pack)
            throws IOException {
        var wanted = new StringBuilder(commit.hex()).append('\n');
        beside.forEach(one -> wanted.append(one).append('\n'));
        known.forEach(had -> wanted.append('^').append(had).append('\n'));
        var revisions = Files.createTempFile(pack.getParent(), Bundles.OUTGOING, ".revisions");
        try {
            Files.writeString(revisions, wanted);
            git.run(
                    GitCall.in(
                                    repository,
                                    List.of(
                                            "pack-objects",
                                            "--quiet",
                                            "--revs",
                                            "--thin",
                                            "--delta-base-offset",
                                            "--stdout"))
                            .readingFrom(revisions)
                            .writingTo(pack, LARGEST_BYTES));
        } finally {
            Files.delete(revisions);
        }
    }

    /** Takes a pack's objects in, each checked, with all that they refer to. */
    static void take(Git git, Path repository, Path pack) throws IOException {
        var arguments =
                count(pack) < UNPACKED_BELOW
                        ? List.of("unpack-objects", "-q", "--strict")
                        : List.of("index-pack", "--stdin", "--fix-thin", "--strict");
        var taken =
                git.run(GitCall.in(repository, arguments).readingFrom(pack).accepting(0, 1, 128));
        if (!taken.isSuccess()) {
            throw new GitFailed(
                    GitFailed.Reason.BAD_BUNDLE,
                    "The bundle is refused: " + taken.stderr().strip());
        }
    }

    /** How many objects a pack says that it has. */
    static int count(Path pack) throws IOException {
        try (var in = new DataInputStream(Files.newInputStream(pack))) {
            if (Files.size(pack) < 12 || in.readInt() != SIGNATURE) {
                throw new GitFailed(GitFailed.Reason.BAD_BUNDLE, "The bundle has no pack");
            }
            in.readInt();
            var count = in.readInt();
            // The count has no sign in the file.
            return count < 0 ? Integer.MAX_VALUE : count;
        }
    }
}
