package dev.codefleet.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What a work tree was when git had just made it. By that it can be told later whether the tree
 * holds a commit and nothing else, whatever was done in between to make it look so: no index, no
 * configuration and no list of ignored files that lies in the tree is believed.
 *
 * <p>A file that the commit has unchanged is known by its inode and the time of its last change,
 * which only the kernel sets, so that a large tree is not read. All others are read, and their
 * bytes must be the commit's: not what git makes of them by end of line or filter. That there is
 * nothing else is counted: as many files and directories as the commit has, each of which was
 * found.
 */
public final class KnownTree {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int PERMISSIONS = 07777;

    /** A file that changes again within a tick of the kernel's clock does not show it. */
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Path workTree;
    private final Path index;
    private final boolean isSha256;
    private final long takenNanos;
    private final int filePermissions;

    private KnownTree(
            Path workTree, Path index, boolean isSha256, long takenNanos, int filePermissions) {
        this.workTree = workTree;
        this.index = index;
        this.isSha256 = isSha256;
        this.takenNanos = takenNanos;
        this.filePermissions = filePermissions;
    }

    /**
     * How much there is in a work tree, without its {@code .git}.
     *
     * @param files everything that is no directory
     * @param directories all but the tree's own
     */
    public record Count(long files, long directories) {}

    /**
     * @param keep where to keep the index of the tree, out of reach of what runs in it
     */
    static KnownTree take(Path workTree, Path keep, boolean isSha256) throws IOException {
        Files.copy(workTree.resolve(".git/index"), keep);
        var stat = FileStat.of(keep);
        return new KnownTree(
                workTree, keep, isSha256, stat.changedNanos(), stat.mode() & PERMISSIONS);
    }

    /** The index of the tree as it was then. */
    Path index() {
        return index;
    }

    /**
     * Whether the tree holds a commit and nothing else. Files that are not as they were then get a
     * time of last modification; nothing else is written. Nothing may run in the tree meanwhile.
     *
     * @param changed what the commit has at the paths where it differs from the tree's commit
     * @param count how much there is in the tree
     * @param time for the files that were read
     * @return false also if it cannot be told
     */
    public boolean holds(Map<String, TreeEntry> changed, Count count, Instant time) {
        if (changed.keySet().stream().anyMatch(KnownTree::isAttributes)) {
            // Others than the commit's own may have made what is in the tree.
            return false;
        }
        try {
            return new Comparison(changed, FileTime.from(time)).isEqual(count);
        } catch (IOException | IndexOutOfBoundsException | InvalidPathException e) {
            // What is not there or cannot be read is not the commit's.
            return false;
        }
    }

    private static boolean isAttributes(String path) {
        return path.substring(path.lastIndexOf('/') + 1).equalsIgnoreCase(".gitattributes");
    }

    private final class Comparison {
        private final Map<String, TreeEntry> changed;
        private final FileTime time;
        private final Set<String> directories = new HashSet<>();
        private final byte[] buffer = new byte[BUFFER_BYTES];
        private long files;

        Comparison(Map<String, TreeEntry> changed, FileTime time) {
            this.changed = changed;
            this.time = time;
        }

        boolean isEqual(Count count) throws IOException {
            var left = new HashSet<>(changed.keySet());
            var areSame =
                    IndexFile.everyEntry(
                            index,
                            isSha256,
                            entry -> {
                                var path = entry.path();
                                var wanted = changed.get(path);
                                left.remove(path);
                                return wanted == null
                                        ? isUntouched(entry) || isThere(path, entry.content())
                                        : isThere(path, wanted);
                            });
            if (!areSame) {
                return false;
            }
            for (var path : left) {
                if (!isThere(path, Objects.requireNonNull(changed.get(path)))) {
                    return false;
                }
            }
            return files == count.files() && directories.size() == count.directories();
        }

        private boolean isUntouched(IndexFile.Entry entry) throws IOException {
            var stat = FileStat.of(workTree.resolve(entry.path()));
            var isSame =
                    entry.hasStat(stat)
                            && stat.changedNanos() < takenNanos - TICK_NANOS
                            && hasDirectories(entry.path());
            files += isSame ? 1 : 0;
            return isSame;
        }

        private boolean isThere(String path, TreeEntry wanted) throws IOException {
            if (wanted.isAbsent()) {
                // If it is there all the same, there is one too many.
                return true;
            }
            files++;
            if (!hasDirectories(path)) {
                return false;
            }
            var file = workTree.resolve(path);
            var stat = FileStat.of(file);
            return switch (wanted.mode()) {
                case TreeEntry.FILE -> isFile(file, stat, filePermissions, wanted);
                case TreeEntry.PROGRAM -> isFile(file, stat, programPermissions(), wanted);
                case TreeEntry.LINK -> stat.isLink() && linkHash(file).equals(wanted.hash());
                default -> false;
            };
        }

        private boolean isFile(Path file, FileStat stat, int permissions, TreeEntry wanted)
                throws IOException {
            var isSame =
                    stat.isFile()
                            && stat.links() == 1
                            && (stat.mode() & PERMISSIONS) == permissions
                            && hash(file, stat.size()).equals(wanted.hash());
            if (isSame) {
                Files.setLastModifiedTime(file, time);
            }
            return isSame;
        }

        private boolean hasDirectories(String path) throws IOException {
            var end = path.lastIndexOf('/');
            var isPlain = isPlainName(path.substring(end + 1));
            if (end < 0 || !isPlain) {
                return isPlain;
            }
            var directory = path.substring(0, end);
            if (directories.contains(directory)) {
                return true;
            }
            var stat = FileStat.of(workTree.resolve(directory));
            var isSame =
                    stat.isDirectory()
                            && (stat.mode() & PERMISSIONS & ~02000) == programPermissions()
                            && hasDirectories(directory);
            return isSame && directories.add(directory);
        }

        private String hash(Path file, long size) throws IOException {
            var digest = digest(size);
            try (var in = Files.newInputStream(file)) {
                for (var n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    digest.update(buffer, 0, n);
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        }

        private String linkHash(Path link) throws IOException {
            var target = Files.readSymbolicLink(link).toString().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(digest(target.length).digest(target));
        }
    }

    /** Names that git does not take, but a tree made by others could have. */
    private static boolean isPlainName(String name) {
        return !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && !name.equalsIgnoreCase(".git");
    }

    /** Who may read may run, as git has it. */
    private int programPermissions() {
        return filePermissions | (filePermissions & 0444) >> 2;
    }

    private MessageDigest digest(long size) {
        var digest = LooseObjects.digest(isSha256);
        digest.update(("blob " + size + "\0").getBytes(StandardCharsets.US_ASCII));
        return digest;
    }
}
