package dev.codefleet.manager.integrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.job.JobId;
import dev.codefleet.git.CommitId;
import dev.codefleet.git.bundle.BundleFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportTest {
    @TempDir Path root;

    private static CommitId id(int number) {
        return new CommitId("%040x".formatted(number));
    }

    private static BundleFile file(Path path, int bytes) {
        try {
            Files.write(path, new byte[bytes]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new BundleFile(path, id(1), "0".repeat(64), bytes);
    }

    @Test
    void theOriginNeedsNoBundle() throws Exception {
        var site = new Site(root);
        var origin = site.origin();
        assertThat(site.integrator("manager").export(origin, origin.base())).isEmpty();
    }

    @Test
    void aBundleIsMadeOnceHoweverManyAskTogether() throws Exception {
        var exports = new Exports(root.resolve("exports"), 1000);
        var made = new AtomicInteger();
        var answers = new ArrayList<Future<BundleFile>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < 20; i++) {
                answers.add(
                        threads.submit(() ->
                                exports.get(
                                        new Exports.Key(id(1), id(2)),
                                        path -> {
                                            made.incrementAndGet();
                                            return file(path, 10);
                                        })));
            }
        }
        var files = new HashSet<BundleFile>();
        for (var answer : answers) {
            files.add(answer.get());
        }
        assertThat(files).hasSize(1);
        assertThat(made).hasValue(1);
    }

    @Test
    void theOneUnusedForLongestMakesRoom() throws Exception {
        var exports = new Exports(root.resolve("exports"), 25);
        var first = exports.get(new Exports.Key(id(0), id(1)), path -> file(path, 10));
        var second = exports.get(new Exports.Key(id(0), id(2)), path -> file(path, 10));
        exports.get(new Exports.Key(id(0), id(1)), path -> file(path, 10));
        var third = exports.get(new Exports.Key(id(0), id(3)), path -> file(path, 10));
        assertThat(first.file()).exists();
        assertThat(second.file()).doesNotExist();
        assertThat(third.file()).exists();
        var large = exports.get(new Exports.Key(id(0), id(4)), path -> file(path, 100));
        assertThat(large.file()).exists();
        assertThat(first.file()).doesNotExist();
    }

    @Test
    void jobsOfOneRepositoryGoOnSideBySide() throws Exception {
        var site = new Site(root);
        var manager = site.integrator("manager");
        var heads = new ArrayList<Future<Boolean>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < 8; i++) {
                var origin = site.origin(new JobId("job" + i));
                heads.add(threads.submit(() -> wholeJob(site, manager, origin)));
            }
        }
        for (var head : heads) {
            assertThat(head.get()).isTrue();
        }
        site.run(site.mirror("manager"), "fsck", "--full", "--strict");
    }

    private static boolean wholeJob(Site site, Integrator manager, Origin origin) throws Exception {
        var text = origin.job() + "\n";
        var one = site.done(manager, origin, "one", origin.base(), Map.of("a", text));
        var two = site.done(manager, origin, "two", origin.base(), Map.of("b", text));
        var base = manager.merge(origin, List.of(one.part(), two.part()));
        var three = site.done(manager, origin, "three", base, Map.of("dir/c", text));
        var head = manager.merge(origin, List.of(one.part(), two.part(), three.part()));
        manager.push(origin, head);
        return site.run(site.repository, "rev-parse", "codefleet/" + origin.job()).equals(head);
    }
}
