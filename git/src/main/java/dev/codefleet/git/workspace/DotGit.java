package dev.codefleet.git.workspace;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.Identity;
import dev.codefleet.git.Printable;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.support.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/**
 * The {@code .git} directory of a workspace. It is laid out here instead of by {@code git clone
 * --shared} or {@code git init}: one process instead of three, and its configuration is known to
 * the byte, so that it can be put back before git runs where an executor has been.
 *
 * @param objects that are borrowed
 * @param base where HEAD is at first
 * @param identity who commits
 */
record DotGit(Path path, Path objects, CommitId base, Identity identity) {
    /**
     * Files in {@code .git} by which an executor could lead git elsewhere or make it run a program.
     */
    private static final List<String> REMOVED_BEFORE_USE =
            List.of(
                    "config",
                    "config.worktree",
                    "commondir",
                    "shallow",
                    "index.lock",
                    "HEAD.lock",
                    "info/grafts",
                    "info/attributes",
                    "info/sparse-checkout",
                    "objects/info/alternates");

    void layOut() throws IOException {
        for (var part : List.of("refs/heads", "objects/info", "objects/pack", "info")) {
            Files.createDirectories(path.resolve(part));
        }
        Files.writeString(path.resolve("HEAD"), base + "\n");
        writeConfig();
    }

    /**
     * Puts configuration and alternates back as they were made and removes what could lead git
     * astray.
     *
     * @throws GitFailed if this is not a directory any more, or holds symbolic links
     */
    void secure() {
        try {
            requireNoLinks();
            for (var name : REMOVED_BEFORE_USE) {
                Files.deleteIfExists(path.resolve(name));
            }
            Directories.delete(path.resolve("refs/codefleet"));
            Files.createDirectories(path.resolve("objects/info"));
            writeConfig();
        } catch (IOException | UncheckedIOException e) {
            throw new GitFailed("Cannot put the workspace's configuration back", e);
        }
    }

    private void requireNoLinks() throws IOException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new GitFailed(
                    GitFailed.Reason.TAMPERED, "The workspace's .git is not a directory");
        }
        requireNoLinks(path, 2);
        // Contents are written there under names that an executor can choose.
        var lfs = path.resolve("lfs");
        if (Files.isDirectory(lfs, LinkOption.NOFOLLOW_LINKS)) {
            requireNoLinks(lfs, Integer.MAX_VALUE);
        }
    }

    private void requireNoLinks(Path below, int depth) throws IOException {
        try (var entries = Files.walk(below, depth)) {
            var link = entries.filter(Files::isSymbolicLink).findFirst();
            if (link.isPresent()) {
                throw new GitFailed(
                        GitFailed.Reason.TAMPERED,
                        "The workspace's .git has a symbolic link: "
                                + Printable.of(path.relativize(link.get()).toString()));
            }
        }
    }

    private void writeConfig() throws IOException {
        var format =
                base.isSha256()
                        ? "\trepositoryformatversion = 1\n[extensions]\n\tobjectFormat = sha256\n[core]\n"
                        : "\trepositoryformatversion = 0\n";
        Files.writeString(
                path.resolve("config"),
                "[core]\n"
                        + format
                        + "\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n"
                        + "[gc]\n\tauto = 0\n"
                        + "[advice]\n\tdetachedHead = false\n"
                        + "[user]\n\tname = \"%s\"\n\temail = \"%s\"\n"
                                .formatted(identity.name(), identity.email()));
        Files.writeString(path.resolve("objects/info/alternates"), objects + "\n");
    }
}
