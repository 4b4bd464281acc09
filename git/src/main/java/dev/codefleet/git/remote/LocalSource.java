package dev.codefleet.git.remote;

import dev.codefleet.git.objects.References;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A repository on this machine that a job names, read as files. Git is never run in it, because its
 * configuration and its hooks can name programs to run: {@link #borrow} makes a repository of our
 * own that has its names and borrows its objects, and {@link LocalDelivery} writes to it.
 */
public final class LocalSource {
    /** In the order in which git looks behind a path. */
    private static final List<String> SUFFIXES = List.of("/.git", "", "/.git/.git", ".git");

    /** Control characters, and what stands for bytes that are no UTF-8. */
    private static final Pattern UNREADABLE = Pattern.compile("[\\p{Cntrl}\uFFFD]");

    private static final int LARGEST_TEXT_BYTES = 1 << 20;
    private static final int MOST_ALTERNATES = 100;

    private final Path path;
    private final Path gitDirectory;
    private final Path common;
    private final boolean isOfAnotherUser;
    private final boolean isSha256;
    private final boolean isReftable;

    private LocalSource(
            Path path,
            Path gitDirectory,
            Path common,
            boolean isOfAnotherUser,
            Map<String, String> config) {
        this.path = path;
        this.gitDirectory = gitDirectory;
        this.common = common;
        this.isOfAnotherUser = isOfAnotherUser;
        this.isSha256 = "sha256".equals(config.get("extensions.objectformat"));
        this.isReftable = "reftable".equals(config.get("extensions.refstorage"));
    }

    /**
     * Looks whether there is a repository that jobs may work on.
     *
     * @throws GitFailed with {@link GitFailed.Reason#NO_REPOSITORY} if there is none, with {@link
     *     GitFailed.Reason#UNUSABLE} and the way out if it is somebody else's, the fleet's own, or
     *     has not all of its history and files
     */
    public static LocalSource open(Git git, Path path) {
        try {
            var gitDirectory = gitDirectoryOf(path);
            var common = commonOf(gitDirectory);
            refuseOwn(git, path, List.of(gitDirectory, common));
            var isOfAnotherUser = requireRightTo(git, path, gitDirectory, common);
            var config = config(git, common);
            refuseIncomplete(path, common, config);
            return new LocalSource(path, gitDirectory, common, isOfAnotherUser, config);
        } catch (AccessDeniedException e) {
            throw unusable(path, "may not be read: " + e.getFile());
        } catch (IOException e) {
            throw new GitFailed("Cannot read the repository at " + path, e);
        }
    }

    /**
     * Whether it belongs to another user and may be used because the configuration of the user or
     * of the system says so.
     */
    public boolean isOfAnotherUser() {
        return isOfAnotherUser;
    }

    Path path() {
        return path;
    }

    /** Where objects and branches are, for all work trees of the repository. */
    public Path common() {
        return common;
    }

    boolean isReftable() {
        return isReftable;
    }

    /** The files that say which branch is checked out where. */
    List<Path> heads() throws IOException {
        var heads = new ArrayList<Path>();
        heads.add(common.resolve("HEAD"));
        var worktrees = common.resolve("worktrees");
        if (Files.isDirectory(worktrees)) {
            try (var each = Files.newDirectoryStream(worktrees)) {
                each.forEach(worktree -> heads.add(worktree.resolve("HEAD")));
            }
        }
        return heads;
    }

    /**
     * Makes a bare repository of our own with the names of this one, as they are now, and its
     * objects, for as long as this one has them.
     *
     * @param into where to; must not exist
     */
    public void borrow(Path into) throws IOException {
        Files.createDirectories(into.resolve("objects/info"));
        Files.createDirectories(into.resolve("objects/pack"));
        Files.createDirectories(into.resolve("refs"));
        var objects = common.resolve("objects").toRealPath();
        if (objects.toString().indexOf('\n') >= 0) {
            throw unusable(path, "lies in a directory whose name has a line break");
        }
        Files.writeString(into.resolve("objects/info/alternates"), objects + "\n");
        Files.writeString(
                into.resolve("config"),
                "[core]\n\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n"
                        + (isSha256 ? "\tobjectFormat = sha256\n" : "")
                        + (isReftable ? "\trefStorage = reftable\n" : ""));
        var head = gitDirectory.resolve("HEAD");
        Files.writeString(
                into.resolve("HEAD"), References.read(head).orElse("ref: refs/heads/main\n"));
        if (isReftable) {
            copy(common.resolve("reftable"), into.resolve("reftable"), _ -> true);
            return;
        }
        // Single files first: when they are packed meanwhile, they are in the packed ones.
        copy(
                common.resolve("refs"),
                into.resolve("refs"),
                file -> !file.toString().endsWith(".lock") && References.read(file).isPresent());
        var packed = common.resolve("packed-refs");
        if (Files.isRegularFile(packed)) {
            Files.copy(packed, into.resolve("packed-refs"));
        }
    }

    private static void copy(Path from, Path to, Predicate<Path> isWanted) throws IOException {
        Files.walkFileTree(
                from,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        if (attributes.isRegularFile() && isWanted.test(file)) {
                            var target = to.resolve(from.relativize(file).toString());
                            Files.createDirectories(target.getParent());
                            Files.copy(file, target);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException failure) {
                        // A name may be deleted, or packed, while its directory is read.
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    private static Path gitDirectoryOf(Path path) throws IOException {
        for (var suffix : SUFFIXES) {
            var candidate = Path.of(path + suffix);
            if (Files.isRegularFile(candidate)) {
                var text = text(candidate).strip();
                if (text.startsWith("gitdir:")) {
                    var target = text.substring("gitdir:".length()).strip();
                    candidate = candidate.resolveSibling(target);
                }
            }
            if (isRepository(candidate)) {
                return candidate.toRealPath();
            }
        }
        // A directory that may not be looked into has an error of its own.
        if (Files.exists(path) && !Files.isReadable(path)) {
            throw new AccessDeniedException(path.toString());
        }
        throw new GitFailed(
                GitFailed.Reason.NO_REPOSITORY,
                (Files.exists(path) ? "This is no git repository: " : "There is nothing at ")
                        + path
                        + ". Is the path right, and is it there for the fleet, too?");
    }

    private static boolean isRepository(Path directory) throws IOException {
        if (!Files.exists(directory.resolve("HEAD"), LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        var common = commonOf(directory);
        return Files.isDirectory(common.resolve("objects"))
                && (Files.isDirectory(common.resolve("refs"))
                        || Files.isDirectory(common.resolve("reftable")));
    }

    private static Path commonOf(Path gitDirectory) throws IOException {
        var file = gitDirectory.resolve("commondir");
        if (!Files.isRegularFile(file)) {
            return gitDirectory.toRealPath();
        }
        return gitDirectory.resolve(text(file).strip()).toRealPath();
    }

    private static void refuseOwn(Git git, Path path, List<Path> directories) throws IOException {
        var places = new ArrayList<Path>(directories);
        if (Files.exists(path)) {
            places.add(path.toRealPath());
        }
        var objects = directories.getLast().resolve("objects").toRealPath();
        places.add(objects);
        addAlternates(path, objects, places);
        for (var refused : git.settings().refused()) {
            if (Files.exists(refused)) {
                var own = refused.toRealPath();
                if (places.stream().anyMatch(place -> place.startsWith(own))) {
                    throw unusable(
                            path,
                            "lies in the fleet's own directory "
                                    + own
                                    + ", or borrows objects from there. Use a repository elsewhere.");
                }
            }
        }
    }

    /** Refuses what git would find in its own way: it could lead to the fleet's own directory. */
    private static void addAlternates(Path path, Path objects, List<Path> places)
            throws IOException {
        var file = objects.resolve("info/alternates");
        if (!Files.isRegularFile(file)) {
            return;
        }
        if (places.size() > MOST_ALTERNATES || Files.size(file) > LARGEST_TEXT_BYTES) {
            throw unusable(path, "borrows objects from too many repositories. Make a clone of it.");
        }
        for (var line : text(file).split("\n", -1)) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("\"") || UNREADABLE.matcher(line).find()) {
                throw unusable(
                        path,
                        "borrows objects from a directory whose name is quoted, or not readable, in "
                                + file
                                + ". Make a clone of it.");
            }
            var other = objects.resolve(line);
            if (Files.isDirectory(other)) {
                var real = other.toRealPath();
                if (!places.contains(real)) {
                    places.add(real);
                    addAlternates(path, real, places);
                }
            }
        }
    }

    private static boolean requireRightTo(Git git, Path path, Path gitDirectory, Path common)
            throws IOException {
        var ownership = new Ownership(git);
        var places = new ArrayList<>(List.of(gitDirectory, common));
        if (Files.exists(path)) {
            places.add(path.toRealPath());
        }
        var link = path.resolve(".git");
        if (Files.isRegularFile(link)) {
            places.add(link);
        }
        if (ownership.isOwn(places)) {
            return false;
        }
        if (ownership.isDeclaredSafe(places)) {
            return true;
        }
        throw unusable(
                path,
                "belongs to another user than the fleet's. If you trust it, allow it as for git:"
                        + " 'git config --global --add safe.directory "
                        + path
                        + "', as the fleet's user.");
    }

    private static void refuseIncomplete(Path path, Path common, Map<String, String> config)
            throws IOException {
        var shallow = common.resolve("shallow");
        if (Files.isRegularFile(shallow) && Files.size(shallow) > 0) {
            throw unusable(
                    path,
                    "is a shallow clone: the fleet needs the whole history. Fetch the rest of it with"
                            + " 'git -C "
                            + path
                            + " fetch --unshallow'.");
        }
        var isPromised =
                config.entrySet().stream()
                        .anyMatch(entry ->
                                entry.getKey().equals("extensions.partialclone")
                                        || (entry.getKey().endsWith(".promisor")
                                                && !entry.getValue().equals("false")));
        if (isPromised) {
            throw unusable(
                    path,
                    "is a partial clone: the fleet needs all files of the whole history. Make a whole"
                            + " clone of it; if it is shallow as well, 'git fetch --unshallow' does not"
                            + " bring the files.");
        }
    }

    /** Reading a file as configuration runs nothing that it names. */
    private static Map<String, String> config(Git git, Path common) throws IOException {
        var file = common.resolve("config");
        if (!Files.isRegularFile(file)) {
            return Map.of();
        }
        var answer =
                git.run(
                        GitCall.in(
                                        git.settings().home(),
                                        "config",
                                        "--file",
                                        file.toString(),
                                        "--no-includes",
                                        "--null",
                                        "--get-regexp",
                                        "^(extensions\\..*|remote\\..*\\.promisor)$")
                                .accepting(0, 1, 3, 128));
        if (answer.exitCode() > 1) {
            throw unusable(common, "has a configuration that git cannot read: " + answer.stderr());
        }
        var found = new HashMap<String, String>();
        for (var entry : answer.text().split("\0", -1)) {
            var parts = entry.split("\n", 2);
            found.put(parts[0], parts.length < 2 ? "true" : parts[1]);
        }
        return found;
    }

    private static String text(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(LARGEST_TEXT_BYTES), StandardCharsets.UTF_8);
        }
    }

    static GitFailed unusable(Path path, String why) {
        return new GitFailed(
                GitFailed.Reason.UNUSABLE, "The repository at " + path + " " + why.strip());
    }
}
