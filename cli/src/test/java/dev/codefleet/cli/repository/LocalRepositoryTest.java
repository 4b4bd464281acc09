package dev.codefleet.cli.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.codefleet.contract.job.Delivery;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.git.bundle.Bundles;
import dev.codefleet.git.lfs.Lfs;
import dev.codefleet.git.lfs.LfsPointer;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitSettings;
import dev.codefleet.support.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real repositories. */
class LocalRepositoryTest {
    private final Path directory;
    private final Path repository;
    private final Git git;

    LocalRepositoryTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        repository = Files.createDirectory(directory.resolve("repository"));
        git = new Git(GitSettings.defaults(directory.resolve("git-home")));
    }

    @BeforeEach
    void makeRepository() throws IOException {
        run(repository, "init", "-q", "-b", "main");
        commit(repository, "a.txt", "a");
    }

    @Test
    void anyDirectoryInsideWillDo() throws IOException {
        var inside = Files.createDirectories(repository.resolve("src/main"));

        var found = LocalRepository.containing(inside, git);

        assertThat(found.root()).isEqualTo(repository.toRealPath());
    }

    @Test
    void outsideOfARepositoryThereIsNone() {
        assertThatThrownBy(() -> LocalRepository.containing(directory, git))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("no git repository");
    }

    @Test
    void uncommittedAndNewFilesAreCounted() throws IOException {
        assertThat(open().uncommittedFiles()).isZero();

        Files.writeString(repository.resolve("a.txt"), "changed");
        Files.writeString(repository.resolve("b.txt"), "new");

        assertThat(open().uncommittedFiles()).isEqualTo(2);
    }

    @Test
    void aBrokenIndexIsNoReasonToFailBesideAMereNote() throws IOException {
        Files.writeString(repository.resolve(".git/index"), "no index");

        assertThat(open().uncommittedFiles()).isZero();
    }

    @Test
    void aBranchThatIsThereWithTheSameCommitStays() {
        var head = line(repository, "rev-parse", "HEAD");

        open().addBranch("codefleet/job2", head);
        open().addBranch("codefleet/job2", head);

        assertThat(line(repository, "rev-parse", "codefleet/job2")).isEqualTo(head);
        assertThat(open().has(head)).isTrue();
        assertThat(open().has("0".repeat(40))).isFalse();
    }

    @Test
    void branchesAndTagsKeepTheirNamesAndOtherRevisionsBecomeCommits() throws IOException {
        run(repository, "tag", "v1");
        var first = line(repository, "rev-parse", "HEAD");
        commit(repository, "b.txt", "b");

        assertThat(open().portableName("HEAD")).isEqualTo("HEAD");
        assertThat(open().portableName("main")).isEqualTo("refs/heads/main");
        assertThat(open().portableName("v1")).isEqualTo("refs/tags/v1");
        assertThat(open().portableName("HEAD~1")).isEqualTo(first);
    }

    @Test
    void aNameOfABranchAndATagIsTheBranchByWhateverWayItGoes() throws IOException {
        run(repository, "tag", "rel");
        var tagged = line(repository, "rev-parse", "HEAD");
        commit(repository, "b.txt", "b");
        run(repository, "branch", "rel");
        var branched = line(repository, "rev-parse", "HEAD");

        assertThat(open().commit("rel").hex()).isEqualTo(branched);
        assertThat(JobTarget.of(repository.toString(), "rel", git).ref())
                .isEqualTo("refs/heads/rel");
        assertThat(open().commit("tags/rel").hex()).isEqualTo(tagged);
        assertThat(open().portableName("tags/rel")).isEqualTo("refs/tags/rel");
    }

    @Test
    void anAddressOfADirectoryHereIsThatDirectory() throws IOException {
        var spaced = Files.createDirectory(directory.resolve("a b"));
        run(spaced, "init", "-q", "-b", "main");
        commit(spaced, "a.txt", "a");

        var target = JobTarget.of("file://" + directory + "/a%20b", null, git);

        assertThat(target.address()).isEqualTo(spaced.toRealPath().toString());
        assertThat(target.delivery()).isEqualTo(Delivery.DOWNLOAD);
    }

    @Test
    void aWrongAddressIsShownWithoutItsPassword() {
        for (var address :
                new String[] {
                    "ftp://user:s3cret@example.org/x",
                    "https://user:s3/cret@example.org/x",
                    "user:s3cret@example.org:x",
                    "https://example.org/x?token=s3cret"
                }) {
            assertThatThrownBy(() -> JobTarget.of(address, null, git))
                    .isInstanceOf(CommandFailed.class)
                    .hasMessageContaining("***")
                    .satisfies(e ->
                            assertThat(String.valueOf(e) + ((CommandFailed) e).lines())
                                    .doesNotContain("s3"));
        }
    }

    @Test
    void anUnknownRevisionIsNamed() {
        assertThatThrownBy(() -> open().commit("nowhere"))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("no commit 'nowhere'");
        assertThatThrownBy(() -> open().commit("--all")).isInstanceOf(CommandFailed.class);
    }

    @Test
    void theResultIsANewBranchAndNothingElseChanges() throws IOException {
        var bundle = bundleOfAChange("codefleet/job1");
        addHooksThatLeaveATrace();
        Files.writeString(repository.resolve("a.txt"), "work in progress");
        var before = files(repository);

        open().addBranch("codefleet/job1", "codefleet/job1", bundle, false);

        assertThat(line(repository, "show", "codefleet/job1:result.txt")).isEqualTo("result");
        var after = files(repository);
        after.keySet().removeAll(before.keySet());
        assertThat(after.keySet())
                .allMatch(path ->
                        path.startsWith(".git/objects/")
                                || path.contains("refs/heads/codefleet/job1"));
        assertThat(files(repository)).containsAllEntriesOf(before);
    }

    @Test
    void aResultWithoutAChangeIsABranchAtItsStart() {
        var head = line(repository, "rev-parse", "HEAD");

        open().addBranch("codefleet/job2", head);

        assertThat(line(repository, "rev-parse", "codefleet/job2")).isEqualTo(head);
    }

    @Test
    void aBranchThatIsThereAlreadyIsNotMovedBack() throws IOException {
        var bundle = bundleOfAChange("codefleet/job1");
        run(repository, "checkout", "-q", "-b", "codefleet/job1");
        commit(repository, "mine.txt", "mine");

        assertThatThrownBy(
                        () -> open().addBranch("codefleet/job1", "codefleet/job1", bundle, false))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("could not be brought");
    }

    @Test
    void aLocalPathIsDeliveredHereAndAnAddressByTheManager() {
        var local = JobTarget.of(repository.toString(), null, git);
        var remote = JobTarget.of("https://example.org/team/app.git", "v2", git);

        assertThat(local.delivery()).isEqualTo(Delivery.DOWNLOAD);
        assertThat(local.ref()).isEqualTo("HEAD");
        assertThat(remote.delivery()).isEqualTo(Delivery.BRANCH);
        assertThat(remote.ref()).isEqualTo("v2");
        assertThatThrownBy(() -> JobTarget.of("/no/such/directory", null, git))
                .isInstanceOf(CommandFailed.class);
        assertThatThrownBy(() -> JobTarget.of("ext::sh -c evil", null, git))
                .isInstanceOf(CommandFailed.class);
    }

    @Test
    void aBundleBringsTheCommitWithItsHistoryAndTheRepositoryStaysAsItIs() throws IOException {
        commit(repository, "b.txt", "b");
        addHooksThatLeaveATrace();
        var before = files(repository);
        var head = open().commit("HEAD");
        var file = directory.resolve("upload.bundle");

        var bundle = open().bundle(head, 0, file).bundle();

        assertThat(files(repository)).isEqualTo(before);
        var clone = directory.resolve("clone");
        run(directory, "clone", "-q", "-b", "upload", file.toString(), clone.toString());
        assertThat(line(clone, "rev-parse", "HEAD")).isEqualTo(head.hex());
        assertThat(line(clone, "rev-list", "--count", "HEAD")).isEqualTo("2");
        assertThat(bundle.bytes()).isEqualTo(Files.size(file));
    }

    /** Checked out by git-lfs itself. */
    @Test
    void contentsOfGitLfsInAResultComeIntoTheStoreOfTheRepository() throws IOException {
        assumeThat(new Lfs(git).isInstalled()).as("git-lfs is installed").isTrue();
        var bundle = resultWithContent("new content", "new content");
        var before = files(repository);

        open().addBranch("codefleet/job1", "codefleet/job1", bundle, false);

        var place = ".git/lfs/objects/" + pointer("new content").place();
        assertThat(repository.resolve(place)).hasContent("new content");
        assertThat(files(repository)).containsAllEntriesOf(before);
        var blob = line(directory.resolve("copy"), "hash-object", "content");
        var call = GitCall.in(repository, "cat-file", "-e", blob).accepting(0, 1);
        assertThat(git.run(call).isSuccess()).as("as an object, too").isFalse();
        git.run(
                GitCall.in(repository, "checkout", "-q", "codefleet/job1")
                        .config(
                                "filter.lfs.process=git-lfs filter-process",
                                "filter.lfs.required=true"));
        assertThat(repository.resolve("a.bin")).hasContent("new content");
    }

    /** People put their stores on other disks. */
    @Test
    void aBranchComesAlsoWhereItsContentsCannotBePutBehindALink() throws IOException {
        var bundle = resultWithContent("new content", "new content");
        var elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Files.createSymbolicLink(repository.resolve(".git/lfs"), elsewhere);

        var left = open().addBranch("codefleet/job1", "codefleet/job1", bundle, false);

        assertThat(line(repository, "branch", "--list", "codefleet/job1")).isNotEmpty();
        assertThat(left.oids()).containsExactly(pointer("new content").oid());
        assertThat(left.why()).contains("symbolic link at lfs");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void aBranchComesAlsoWhereTheStoreOfContentsCannotBeWritten() throws IOException {
        var bundle = resultWithContent("new content", "new content");
        Files.createDirectory(repository.resolve(".git/lfs"));
        Files.createFile(repository.resolve(".git/lfs/objects"));

        var left = open().addBranch("codefleet/job1", "codefleet/job1", bundle, false);

        assertThat(line(repository, "branch", "--list", "codefleet/job1")).isNotEmpty();
        assertThat(left.oids()).containsExactly(pointer("new content").oid());
        assertThat(left.why()).contains("cannot be written to");
    }

    @Test
    void contentsThatGitLfsKeepsElsewhereAreTold() throws IOException {
        var bundle = resultWithContent("new content", "new content");
        run(repository, "config", "lfs.storage", directory.resolve("elsewhere").toString());

        var left = open().addBranch("codefleet/job1", "codefleet/job1", bundle, false);

        assertThat(line(repository, "branch", "--list", "codefleet/job1")).isNotEmpty();
        assertThat(left.oids()).containsExactly(pointer("new content").oid());
        assertThat(left.why()).contains("lfs.storage");
        assertThat(repository.resolve(".git/lfs")).doesNotExist();
    }

    @Test
    void theUsualPlaceOfContentsMayBeNamed() throws IOException {
        var bundle = resultWithContent("new content", "new content");
        run(repository, "config", "lfs.storage", "lfs");

        var left = open().addBranch("codefleet/job1", "codefleet/job1", bundle, false);

        assertThat(left.oids()).isEmpty();
        var place = ".git/lfs/objects/" + pointer("new content").place();
        assertThat(repository.resolve(place)).hasContent("new content");
    }

    @Test
    void aForgedContentOfGitLfsIsNotTaken() throws IOException {
        var bundle = resultWithContent("new content", "forged");

        assertThatThrownBy(
                        () -> open().addBranch("codefleet/job1", "codefleet/job1", bundle, false))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("another content than its name tells");
        assertThat(repository.resolve(".git/lfs")).doesNotExist();
        assertThat(line(repository, "branch", "--list", "codefleet/job1")).isEmpty();
    }

    @Test
    void aBundleBringsTheContentsOfGitLfsThatTheRepositoryHas() throws IOException {
        Files.writeString(repository.resolve(".gitattributes"), "*.bin filter=lfs -text\n");
        Files.writeString(repository.resolve("gone.bin"), pointer("gone").text());
        // Only looks like one: the attributes do not name it.
        Files.writeString(repository.resolve("format.txt"), pointer("example").text());
        commit(repository, "a.bin", pointer("before").text());
        commit(repository, "a.bin", pointer("content").text());
        for (var content : new String[] {"before", "content"}) {
            var place = repository.resolve(".git/lfs/objects").resolve(pointer(content).place());
            Files.createDirectories(place.getParent());
            Files.writeString(place, content);
        }
        var before = files(repository);
        var file = directory.resolve("upload.bundle");
        var head = open().commit("HEAD");

        var packed = open().bundle(head, 7, file);

        assertThat(files(repository)).isEqualTo(before);
        assertThat(Bundles.contents(file))
                .containsOnlyKeys(Lfs.REFERENCES + pointer("content").oid());
        assertThat(packed.contents().missing()).isEqualTo(1);
        assertThat(packed.contents().isTooLarge()).isFalse();
        Bundles.requireWhole(git, file);

        var without = open().bundle(head, 6, file);
        assertThat(Bundles.contents(file)).isEmpty();
        assertThat(without.contents().isTooLarge()).isTrue();
    }

    @Test
    void aShallowCloneIsRefusedWithTheWayOut() throws IOException {
        commit(repository, "b.txt", "b");
        var shallow = directory.resolve("shallow");
        run(directory, "clone", "-q", "--depth=1", "file://" + repository, shallow.toString());

        assertThatThrownBy(() -> LocalRepository.containing(shallow, git))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("fetch --unshallow");
    }

    private LocalRepository open() {
        return LocalRepository.containing(repository, git);
    }

    private Path bundleOfAChange(String branch) throws IOException {
        var copy = directory.resolve("copy");
        run(directory, "clone", "-q", repository.toString(), copy.toString());
        run(copy, "checkout", "-q", "-b", branch);
        commit(copy, "result.txt", "result");
        var bundle = directory.resolve("result.bundle");
        run(copy, "bundle", "create", "-q", bundle.toString(), "main.." + branch);
        return bundle;
    }

    /** A result with a pointer, and a content under the pointer's name. */
    private Path resultWithContent(String named, String content) throws IOException {
        var copy = directory.resolve("copy");
        run(directory, "clone", "-q", repository.toString(), copy.toString());
        run(copy, "checkout", "-q", "-b", "codefleet/job1");
        Files.writeString(copy.resolve(".gitattributes"), "*.bin filter=lfs -text\n");
        commit(copy, "a.bin", pointer(named).text());
        Files.writeString(copy.resolve("content"), content);
        var reference = Lfs.REFERENCES + pointer(named).oid();
        run(copy, "update-ref", reference, line(copy, "hash-object", "-w", "content"));
        var bundle = directory.resolve("result.bundle");
        run(
                copy,
                "bundle",
                "create",
                "-q",
                bundle.toString(),
                "codefleet/job1",
                reference,
                "^main");
        return bundle;
    }

    private static LfsPointer pointer(String content) {
        return new LfsPointer(Sha256.of(content), content.length());
    }

    private void addHooksThatLeaveATrace() throws IOException {
        var hooks = Files.createDirectories(repository.resolve(".git/hooks"));
        for (var name : new String[] {"reference-transaction", "post-checkout", "post-merge"}) {
            var hook = hooks.resolve(name);
            Files.writeString(hook, "#!/bin/sh\ntouch \"" + directory.resolve("trace") + "\"\n");
            Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private Map<String, String> files(Path root) throws IOException {
        var contents = new TreeMap<String, String>();
        try (var paths = Files.walk(root)) {
            for (var path : paths.filter(Files::isRegularFile).toList()) {
                var bytes = Files.readAllBytes(path);
                contents.put(
                        root.relativize(path).toString(), java.util.Arrays.hashCode(bytes) + "");
            }
        }
        assertThat(directory.resolve("trace")).doesNotExist();
        return contents;
    }

    private void commit(Path where, String file, String text) throws IOException {
        Files.writeString(where.resolve(file), text);
        run(where, "add", "-A");
        run(
                where,
                "-c",
                "user.name=T",
                "-c",
                "user.email=t@example.org",
                "commit",
                "-q",
                "-m",
                file);
    }

    private void run(Path where, String... arguments) {
        git.run(GitCall.in(where, arguments));
    }

    private String line(Path where, String... arguments) {
        return git.run(GitCall.in(where, arguments)).line();
    }
}
