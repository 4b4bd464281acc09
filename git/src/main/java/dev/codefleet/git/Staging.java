package dev.codefleet.git;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Brings every file of a work tree that is not ignored into its index.
 *
 * <p>For a repository inside the work tree that the index knows, {@code git add} runs {@code git
 * status} in it, with the configuration that lies there and may name any program as a filter. Such
 * a repository is therefore left out there; only its HEAD is recorded, which runs nothing.
 */
final class Staging {
    private static final long INDEX_LIMIT_BYTES = 128L << 20;
    private static final int REPOSITORY = 0160000;
    private static final int KINDS = 0170000;

    private Staging() {}

    static void addAll(Git git, Path workTree, boolean isSha256) {
        var index = workTree.resolve(".git/index");
        var inner =
                IndexFile.hasFilesOnly(index, isSha256)
                        ? List.<String>of()
                        : innerRepositories(git, workTree);
        var add = new ArrayList<>(List.of("add", "--all", "--", "."));
        inner.forEach(path -> add.add(":(exclude,top,literal)" + path));
        git.run(GitCall.in(workTree, add).config("advice.addEmbeddedRepo=false"));
        if (!inner.isEmpty()) {
            var record = new ArrayList<>(List.of("update-index", "--add", "--"));
            record.addAll(inner);
            git.run(GitCall.in(workTree, record));
        }
    }

    private static List<String> innerRepositories(Git git, Path workTree) {
        var index =
                git.run(
                        GitCall.in(workTree, "ls-files", "--stage", "-z")
                                .capturing(INDEX_LIMIT_BYTES));
        return Arrays.stream(index.text().split("\0", -1))
                .filter(Staging::isRepository)
                .map(entry -> entry.substring(entry.indexOf('\t') + 1))
                .filter(path ->
                        Files.exists(
                                workTree.resolve(path).resolve(".git"), LinkOption.NOFOLLOW_LINKS))
                .distinct()
                .toList();
    }

    /** By the bits that git looks at: an index can be made by others than git. */
    private static boolean isRepository(String entry) {
        var end = entry.indexOf(' ');
        return end > 0 && (Integer.parseUnsignedInt(entry, 0, end, 8) & KINDS) == REPOSITORY;
    }
}
