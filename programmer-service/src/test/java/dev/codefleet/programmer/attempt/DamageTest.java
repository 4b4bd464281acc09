package dev.codefleet.programmer.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.attempt.Source;
import dev.codefleet.programmer.ProgrammerConfig;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is damaged, hangs or goes away under a programmer; no slot is lost to any of it. */
@QuarkusTest
@TestProfile(Profiles.Unconfined.class)
class DamageTest {
    @TestHTTPResource URI address;

    @Inject Attempts attempts;

    @Inject ProgrammerConfig config;

    @TempDir Path temporary;

    private TestProgrammer programmer;
    private TestRepository repository;
    private Source source;

    @BeforeEach
    void makeRepository() throws Exception {
        programmer = new TestProgrammer(address);
        repository = TestRepository.make(temporary.resolve("origin"));
        source = from(repository.directory().toString(), List.of());
    }

    @AfterEach
    void noSlotIsLost() throws Exception {
        assertThat(attempts.running().awaitIdle(Duration.ofSeconds(10))).isTrue();
        assertThat(attempts.slots().free()).isEqualTo(attempts.slots().total());
    }

    @Test
    void aMirrorThatIsCorruptIsMadeAnew() throws Exception {
        var before = mirrors();
        assertThat(programmer.run(Orders.script(source, "true").order()).state())
                .isEqualTo(AttemptState.SUCCEEDED);
        var mirror =
                mirrors().stream().filter(path -> !before.contains(path)).findAny().orElseThrow();
        try (var objects = Files.walk(mirror.resolve("objects"))) {
            for (var file : objects.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
                Files.writeString(file, "damaged");
            }
        }

        var report =
                programmer.run(Orders.script(source, "echo x > x").checks("test -e x").order());

        assertThat(report.receipt().failure()).isNull();
        assertThat(report.state()).isEqualTo(AttemptState.SUCCEEDED);
    }

    @Test
    void aRepositoryThatHangsEndsWithTheAttemptsTime() throws Exception {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var url = "http://127.0.0.1:" + silent.getLocalPort() + "/hangs.git";
            var order =
                    Orders.script(from(url, List.of()), "true")
                            .within(Duration.ofSeconds(2))
                            .order();

            var receipt = programmer.run(order).receipt();

            assertThat(receipt.failure()).isNotNull();
            assertThat(receipt.failure().reason()).isEqualTo(FailureReason.TIMED_OUT);
        }
    }

    @Test
    void aRepositoryThatHasVanishedIsNotNeededForACommitThatIsHere() throws Exception {
        programmer.run(Orders.script(source, "true").order());
        var elsewhere = temporary.resolve("elsewhere");
        Files.move(repository.directory(), elsewhere);

        var known = programmer.run(Orders.script(source, "true").order());

        assertThat(known.state()).isEqualTo(AttemptState.SUCCEEDED);
        Files.move(elsewhere, repository.directory());
        Files.writeString(repository.directory().resolve("more"), "more");
        repository.git("add", "--all");
        repository.git("commit", "--quiet", "--message=more");
        var newer = from(repository.directory().toString(), List.of());
        Files.move(repository.directory(), elsewhere);

        var receipt = programmer.run(Orders.script(newer, "true").order()).receipt();

        assertThat(receipt.failure()).isNotNull();
        assertThat(receipt.failure().reason()).isEqualTo(FailureReason.REFUSED);
    }

    @Test
    void aBundleThatWasDamagedOnDiskIsAskedForAgain() throws Exception {
        var first = programmer.run(Orders.script(source, "echo first > first").order());
        var bundle = Objects.requireNonNull(first.bundle());
        var file = temporary.resolve("bundle");
        programmer.download("/v1/attempts/" + first.attempt() + "/bundle", file);
        programmer.put("/v1/bundles/" + bundle.sha256(), file);
        var stored = config.home().resolve("bundles").resolve(bundle.sha256());
        var bytes = Files.readAllBytes(stored);
        bytes[bytes.length - 30] ^= 1;
        Files.write(stored, bytes);
        var base = Objects.requireNonNull(first.receipt().commits().commit());
        var next = new Source(source.url(), "main", source.origin(), base, List.of(bundle));

        var receipt = programmer.run(Orders.script(next, "test -e first").order()).receipt();

        assertThat(receipt.failure()).isNotNull();
        assertThat(receipt.failure().reason()).isEqualTo(FailureReason.REFUSED);
        assertThat(receipt.failure().message()).contains("checksum");
        var again = Orders.script(next, "test -e first").order();
        assertThat(programmer.send(again).body()).contains(bundle.sha256());
        assertThat(programmer.put("/v1/bundles/" + bundle.sha256(), file).statusCode())
                .isEqualTo(201);
        assertThat(programmer.run(again).receipt().failure()).isNull();
    }

    private Source from(String url, List<dev.codefleet.contract.attempt.BundleRef> bundles)
            throws IOException {
        var head = repository.head();
        return new Source(url, "main", head, head, bundles);
    }

    private List<Path> mirrors() throws IOException {
        var directory = config.home().resolve("mirrors");
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (var entries = Files.list(directory)) {
            return entries.filter(path -> path.toString().endsWith(".git")).toList();
        }
    }
}
