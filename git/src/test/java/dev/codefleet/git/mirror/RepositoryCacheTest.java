package dev.codefleet.git.mirror;

import static dev.codefleet.git.Fixture.url;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.Fixture;
import dev.codefleet.git.RefName;
import dev.codefleet.git.bundle.Bundles;
import dev.codefleet.git.objects.Commits;
import dev.codefleet.git.objects.References;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.support.Directories;
import dev.codefleet.support.DiskUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryCacheTest {
    private static final long PLENTY = 1L << 30;

    @TempDir Path root;
    private Fixture fixture;
    private Path origin;

    @BeforeEach
    void setUp() throws IOException {
        fixture = new Fixture(root);
        origin = fixture.repository("origin", Map.of("a.txt", "one\n", "b/c.txt", "two\n"));
    }

    @Test
    void resolvesHeadBranchesTagsAndCommits() throws IOException {
        var first = fixture.head(origin);
        fixture.run(
                origin, "-c", "user.name=B", "-c", "user.email=b@c", "tag", "-a", "-m", "x", "v1");
        fixture.run(origin, "checkout", "--quiet", "-b", "topic/one");
        var second = fixture.commit(origin, "second", Map.of("a.txt", "changed\n"));
        var cache = fixture.cache(PLENTY);

        assertThat(cache.resolve(url(origin), new RefName("HEAD"))).isEqualTo(second);
        assertThat(cache.resolve(url(origin), new RefName("main"))).isEqualTo(first);
        assertThat(cache.resolve(url(origin), new RefName("topic/one"))).isEqualTo(second);
        assertThat(cache.resolve(url(origin), new RefName("v1"))).isEqualTo(first);
        assertThat(cache.resolve(url(origin), new RefName("refs/heads/main"))).isEqualTo(first);
        assertThat(cache.resolve(url(origin), new RefName(first.hex()))).isEqualTo(first);
        assertThat(cache.resolve(url(origin), new RefName(first.hex().substring(0, 10))))
                .isEqualTo(first);
    }

    @Test
    void whatTheRemoteDoesNotHaveIsNotFound() {
        var cache = fixture.cache(PLENTY);
        var branch =
                catchThrowableOfType(
                        GitFailed.class, () -> cache.resolve(url(origin), new RefName("nowhere")));
        assertThat(branch.reason()).isEqualTo(GitFailed.Reason.NOT_FOUND);
        var commit =
                catchThrowableOfType(
                        GitFailed.class,
                        () -> cache.ensure(url(origin), new CommitId("0123".repeat(10))));
        assertThat(commit.reason()).isEqualTo(GitFailed.Reason.NOT_FOUND);
    }

    @Test
    void aCommitThatIsThereNeedsNoRemote() throws IOException {
        var cache = fixture.cache(PLENTY);
        var commit = cache.resolve(url(origin), new RefName("main"));
        Files.move(origin, root.resolve("moved"));
        try (var mirror = cache.ensure(url(origin), commit)) {
            assertThat(Commits.has(fixture.git, mirror.path(), commit)).isTrue();
        }
    }

    @Test
    void workWhoseMirrorIsCorruptIsDoneOnceMore() throws IOException {
        var cache = fixture.cache(PLENTY);
        var commit = cache.resolve(url(origin), new RefName("main"));
        var mirror = cache.using(url(origin), commit, path -> path);
        Files.delete(mirror.resolve("HEAD"));
        var tries = new AtomicInteger();
        var text =
                cache.using(
                        url(origin),
                        commit,
                        path -> {
                            tries.incrementAndGet();
                            return fixture.run(path, "show", commit + ":a.txt");
                        });
        assertThat(text).isEqualTo("one");
        assertThat(tries).hasValue(2);
    }

    @Test
    void workWhoseMirrorOthersTookAwayIsDoneOnceMore() throws IOException {
        var cache = fixture.cache(PLENTY);
        var commit = cache.resolve(url(origin), new RefName("main"));
        var tries = new AtomicInteger();
        var text =
                cache.using(
                        url(origin),
                        commit,
                        path -> {
                            if (tries.incrementAndGet() == 1) {
                                Files.delete(path.resolve("HEAD"));
                                cache.using(
                                        url(origin),
                                        commit,
                                        mirror -> fixture.run(mirror, "show", commit + ":a.txt"));
                                throw new GitFailed("Cannot write", new IOException("gone"));
                            }
                            return fixture.run(path, "show", commit + ":a.txt");
                        });
        assertThat(text).isEqualTo("one");
        assertThat(tries).hasValue(2);
    }

    @Test
    void workThatFailsByItselfIsNotDoneAgain() {
        var cache = fixture.cache(PLENTY);
        var commit = cache.resolve(url(origin), new RefName("main"));
        var tries = new AtomicInteger();
        assertThat(
                        catchThrowableOfType(
                                IOException.class,
                                () ->
                                        cache.using(
                                                url(origin),
                                                commit,
                                                _ -> {
                                                    tries.incrementAndGet();
                                                    throw new IOException("mine");
                                                })))
                .hasMessage("mine");
        assertThat(tries).hasValue(1);
    }

    @Test
    void aMirrorThatIsNotThereIsNotMade() {
        var cache = fixture.cache(PLENTY);
        var seen = new AtomicInteger();
        cache.ifPresent(url(origin), _ -> seen.incrementAndGet());
        assertThat(seen).hasValue(0);
        cache.resolve(url(origin), new RefName("main"));
        cache.ifPresent(url(origin), _ -> seen.incrementAndGet());
        assertThat(seen).hasValue(1);
    }

    @Test
    void aSecondFetchBringsOnlyWhatIsNew() throws IOException {
        var noise = new byte[200_000];
        new Random(7).nextBytes(noise);
        Files.write(origin.resolve("big.bin"), noise);
        fixture.commit(origin, "big", Map.of());
        var cache = fixture.cache(PLENTY);
        var first = cache.resolve(url(origin), new RefName("main"));
        long before;
        try (var mirror = cache.ensure(url(origin), first)) {
            before = DiskUse.of(mirror.path()).bytes();
        }
        var second = fixture.commit(origin, "second", Map.of("a.txt", "changed\n"));
        try (var mirror = cache.ensure(url(origin), second)) {
            assertThat(before).isGreaterThan(200_000);
            assertThat(DiskUse.of(mirror.path()).bytes() - before).isLessThan(20_000);
        }
    }

    @Test
    void aRewrittenBranchTakesNothingAway() throws IOException {
        var cache = fixture.cache(PLENTY);
        var first = cache.resolve(url(origin), new RefName("main"));
        fixture.run(
                origin,
                "-c",
                "user.name=B",
                "-c",
                "user.email=b@c",
                "commit",
                "-q",
                "--amend",
                "-mx");
        var second = cache.resolve(url(origin), new RefName("main"));
        assertThat(second).isNotEqualTo(first);
        try (var made = cache.workspace(url(origin), first, root.resolve("w"), Fixture.ADA)) {
            assertThat(made.workspace().directory().resolve("b/c.txt")).hasContent("two");
        }
    }

    @Test
    void manyThreadsMayAskForTheSameAtOnce() throws Exception {
        var cache = fixture.cache(PLENTY);
        var commit = fixture.head(origin);
        var tasks = new ArrayList<Callable<Boolean>>();
        for (var i = 0; i < 8; i++) {
            var into = root.resolve("w" + i);
            tasks.add(() -> {
                try (var made = cache.workspace(url(origin), commit, into, Fixture.ADA)) {
                    return Files.exists(made.workspace().directory().resolve("a.txt"));
                }
            });
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var result : threads.invokeAll(tasks)) {
                assertThat(result.get()).isTrue();
            }
        }
    }

    @Test
    void aMirrorThatLostItsObjectsIsMadeAnew() throws IOException {
        var cache = fixture.cache(PLENTY);
        var commit = cache.resolve(url(origin), new RefName("main"));
        try (var mirror = cache.ensure(url(origin), commit)) {
            Directories.delete(mirror.path().resolve("objects"));
            Files.createDirectories(mirror.path().resolve("objects"));
        }
        try (var made = cache.workspace(url(origin), commit, root.resolve("w"), Fixture.ADA)) {
            assertThat(made.workspace().directory().resolve("a.txt")).hasContent("one");
        }
    }

    @Test
    void aMirrorThatLostOneFilesContentIsMadeAnew() throws IOException {
        var cache = fixture.cache(PLENTY);
        var commit = cache.resolve(url(origin), new RefName("main"));
        var blob = fixture.run(origin, "rev-parse", "HEAD:b/c.txt");
        try (var mirror = cache.ensure(url(origin), commit)) {
            Files.delete(
                    mirror.path()
                            .resolve("objects/" + blob.substring(0, 2) + "/" + blob.substring(2)));
        }
        try (var made = cache.workspace(url(origin), commit, root.resolve("w"), Fixture.ADA)) {
            assertThat(made.workspace().directory().resolve("b/c.txt")).hasContent("two");
        }
    }

    @Test
    void aMirrorThatIsNoRepositoryAnyMoreIsMadeAnew() throws IOException {
        var cache = fixture.cache(PLENTY);
        var commit = cache.resolve(url(origin), new RefName("main"));
        try (var mirror = cache.ensure(url(origin), commit)) {
            Files.delete(mirror.path().resolve("HEAD"));
        }
        try (var mirror = cache.ensure(url(origin), commit)) {
            assertThat(Commits.has(fixture.git, mirror.path(), commit)).isTrue();
        }
    }

    @Test
    void whatAKilledProcessLeftIsDeletedOnceItIsOld() throws IOException {
        var old = Files.createDirectory(root.resolve("home/scratch-old"));
        Fixture.write(old.resolve("objects/pack"), "left");
        Files.setLastModifiedTime(old, FileTime.from(Fixture.NOON.minus(Duration.ofHours(25))));
        var young = Files.createDirectory(root.resolve("home/scratch-young"));
        Files.setLastModifiedTime(young, FileTime.from(Fixture.NOON.minus(Duration.ofHours(23))));
        fixture.cache(PLENTY);
        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    @Test
    void everyKindOfFileThatAKilledProcessLeftIsDeletedOnceItIsOld() throws IOException {
        var before = fixture.cache(PLENTY);
        var commit = before.resolve(url(origin), new RefName("main"));
        var mirror = before.using(url(origin), commit, path -> path);
        var temporary = Path.of(System.getProperty("java.io.tmpdir"));
        var left = new ArrayList<Path>();
        for (var name : List.of("home/owner-1", "home/trust-1.tmp", "cache/x.git.new/HEAD")) {
            left.add(root.resolve(name));
        }
        left.add(Files.createTempFile("codefleet-", ".result"));
        left.add(Files.createTempFile("codefleet-outgoing-", ".pack"));
        left.add(mirror.resolve("incoming-1.pack"));
        left.add(mirror.resolve("outgoing-1.pack"));
        left.add(mirror.resolve("ref-1.tmp"));
        for (var file : left) {
            Fixture.write(file, "left");
            age(file, Duration.ofHours(25));
        }
        age(root.resolve("cache/x.git.new"), Duration.ofHours(25));
        var young = Files.createTempFile(temporary, "codefleet-", ".result");
        age(young, Duration.ofHours(23));

        fixture.cache(PLENTY).tidy(Map.of());

        assertThat(left).allSatisfy(file -> assertThat(file).doesNotExist());
        assertThat(young).exists();
        Files.delete(young);
    }

    @Test
    void theLockFilesOfAMirrorGoADayAfterIt() throws IOException {
        var cache = fixture.cache(0);
        var commit = fixture.head(origin);
        cache.ensure(url(origin), commit).close();
        var other = fixture.repository("other", Map.of("x", "y"));
        cache.ensure(url(other), fixture.head(other)).close();
        assertThat(root.resolve("cache/" + url(origin).slug() + ".git")).doesNotExist();
        var files = files(root.resolve("cache"), url(origin).slug());
        assertThat(files).hasSize(2);

        age(files.get(0), Duration.ofHours(25));
        age(files.get(1), Duration.ofHours(23));
        cache.tidy(Map.of());
        assertThat(files).allSatisfy(file -> assertThat(file).exists());

        age(files.get(1), Duration.ofHours(25));
        cache.tidy(Map.of());
        assertThat(files(root.resolve("cache"), url(origin).slug())).isEmpty();
        cache.ensure(url(origin), commit).close();
    }

    private static List<Path> files(Path directory, String start) throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(start)).toList();
        }
    }

    private static void age(Path file, Duration age) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Fixture.NOON.minus(age)));
    }

    @Test
    void theMirrorUnusedForLongestGoesFirstAndNeverOneInUse() throws IOException {
        var now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
        var cache =
                new RepositoryCache(
                        fixture.git, root.resolve("cache"), 1, Duration.ofSeconds(5), now::get);
        var commit = fixture.head(origin);
        var other = fixture.repository("other", Map.of("x", "y"));
        var third = fixture.repository("third", Map.of("x", "z"));
        try (var held = cache.ensure(url(origin), commit)) {
            now.updateAndGet(time -> time.plusSeconds(60));
            var idle = cache.ensure(url(other), fixture.head(other));
            idle.close();
            now.updateAndGet(time -> time.plusSeconds(60));
            try (var latest = cache.ensure(url(third), fixture.head(third))) {
                assertThat(held.path()).exists();
                assertThat(idle.path()).doesNotExist();
                assertThat(latest.path()).exists();
            }
        }
    }

    @Test
    void aMirrorThatAnotherProcessUsesStays() throws Exception {
        var cache = fixture.cache(1);
        var commit = fixture.head(origin);
        var mirror = cache.ensure(url(origin), commit);
        mirror.close();
        var use = root.resolve("cache").resolve(url(origin).slug() + ".use");
        var other = fixture.repository("other", Map.of("x", "y"));
        var holder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                LockHolder.class.getName(),
                                use.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (var said = holder.inputReader()) {
            assertThat(said.readLine()).isEqualTo("locked");
            cache.ensure(url(other), fixture.head(other)).close();
            assertThat(mirror.path()).exists();
        } finally {
            holder.destroyForcibly().waitFor();
        }
        var third = fixture.repository("third", Map.of("x", "z"));
        cache.ensure(url(third), fixture.head(third)).close();
        assertThat(mirror.path()).doesNotExist();
    }

    @Test
    void aMirrorShrinksByWhatNobodyHasAskedForLately() throws IOException {
        var cache = fixture.cache(PLENTY);
        var old = cache.resolve(url(origin), new RefName("main"));
        fixture.run(origin, "checkout", "--quiet", "--orphan", "other");
        var fresh = fixture.commit(origin, "other", Map.of("a.txt", "other\n"));
        cache.resolve(url(origin), new RefName("other"));
        fixture.run(origin, "branch", "--quiet", "-D", "main");
        var mirror = cache.using(url(origin), fresh, path -> path);
        age(mirror, old, Duration.ofDays(40));
        age(mirror, fresh, Duration.ofDays(20));
        ageObjects(mirror);

        cache.tidy(Map.of(References.ASKED_FOR, Duration.ofDays(30)));

        assertThat(Commits.has(fixture.git, mirror, old)).as("old").isFalse();
        assertThat(Commits.has(fixture.git, mirror, fresh)).as("fresh").isTrue();
        assertThat(mirror.resolve("refs/codefleet/base/" + old)).doesNotExist();
        assertThat(mirror.resolve("refs/codefleet/base/" + fresh)).exists();
    }

    @Test
    void whatIsAskedForAgainStays() throws IOException {
        var cache = fixture.cache(PLENTY);
        var commit = cache.resolve(url(origin), new RefName("main"));
        var mirror = cache.using(url(origin), commit, path -> path);
        age(mirror, commit, Duration.ofDays(40));

        cache.using(url(origin), commit, path -> path);
        cache.tidy(Map.of(References.ASKED_FOR, Duration.ofDays(30)));

        assertThat(mirror.resolve("refs/codefleet/base/" + commit)).exists();
    }

    /** A workspace borrows the mirror's objects. */
    @Test
    void aMirrorInUseIsLeftAlone() throws IOException {
        var cache = fixture.cache(PLENTY);
        var commit = cache.resolve(url(origin), new RefName("main"));
        try (var mirror = cache.ensure(url(origin), commit)) {
            age(mirror.path(), commit, Duration.ofDays(40));

            cache.tidy(Map.of(References.ASKED_FOR, Duration.ofDays(30)));

            assertThat(mirror.path().resolve("refs/codefleet/base/" + commit)).exists();
        }
    }

    @Test
    void whatWasDroppedIsBroughtAgain() throws IOException {
        var cache = fixture.cache(PLENTY);
        var commit = cache.resolve(url(origin), new RefName("main"));
        var mirror = cache.using(url(origin), commit, path -> path);
        age(mirror, commit, Duration.ofDays(40));
        ageObjects(mirror);
        cache.tidy(Map.of(References.ASKED_FOR, Duration.ofDays(30)));

        var text =
                cache.using(
                        url(origin), commit, path -> fixture.run(path, "show", commit + ":a.txt"));
        assertThat(text).isEqualTo("one");
    }

    /** The base of a subtask is sent again when it is needed, so a day is enough. */
    @Test
    void whatABundleBroughtGoesAfterItsOwnTimeAlsoWhereWorkspacesWereMadeOfIt() throws IOException {
        var cache = fixture.cache(PLENTY);
        var first = cache.resolve(url(origin), new RefName("main"));
        var mirror = cache.using(url(origin), first, path -> path);
        var other = root.resolve("other");
        fixture.run(root, "clone", "--quiet", origin.toString(), other.toString());
        var brought = fixture.commit(other, "made elsewhere", Map.of("a.txt", "two\n"));
        var bundle =
                Bundles.create(
                        fixture.git, other, List.of(first), brought, root.resolve("its.bundle"));
        var ref = new RefName(RepositoryCache.BROUGHT + "/" + brought);
        Bundles.add(fixture.git, mirror, bundle.file(), bundle.sha256(), brought, ref);
        age(mirror, ref, Duration.ofHours(30));

        cache.workspace(url(origin), brought, root.resolve("w"), Fixture.ADA).close();
        var ages = Map.of(RepositoryCache.BROUGHT, Duration.ofDays(1));
        cache.tidy(ages);
        assertThat(Commits.has(fixture.git, mirror, brought)).as("used today").isTrue();

        age(mirror, ref, Duration.ofHours(30));
        ageObjects(mirror);
        cache.tidy(ages);
        assertThat(Commits.has(fixture.git, mirror, brought)).as("unused for a day").isFalse();
        assertThat(Commits.has(fixture.git, mirror, first)).as("asked for").isTrue();
    }

    private static void age(Path mirror, CommitId commit, Duration age) throws IOException {
        age(mirror, new RefName(References.ASKED_FOR + "/" + commit), age);
    }

    private static void age(Path mirror, RefName ref, Duration age) throws IOException {
        Files.setLastModifiedTime(
                mirror.resolve(ref.value()), FileTime.from(Fixture.NOON.minus(age)));
    }

    private static void ageObjects(Path mirror) throws IOException {
        try (var files = Files.walk(mirror.resolve("objects"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
            }
        }
    }
}
