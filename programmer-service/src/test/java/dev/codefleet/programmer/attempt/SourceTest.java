package dev.codefleet.programmer.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.BundleRef;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.attempt.Source;
import dev.codefleet.support.ChecksummedFile;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What attempts start from, and how it comes to the programmer. */
@QuarkusTest
@TestProfile(Profiles.Unconfined.class)
class SourceTest {
    @TestHTTPResource URI address;

    @TempDir Path temporary;

    private TestProgrammer programmer;
    private TestOrigin origin;

    @BeforeEach
    void begin() throws Exception {
        programmer = new TestProgrammer(address);
        origin = TestOrigin.make(temporary);
    }

    @Test
    void aDependentStartsFromTheCommitThatABundleBrings() throws Exception {
        var first = programmer.run(Orders.script(origin.source(), "echo first > first").order());
        var bundle = Objects.requireNonNull(first.bundle());
        var file = temporary.resolve("bundle");
        programmer.download("/v1/attempts/" + first.attempt() + "/bundle", file);
        assertThat(programmer.put("/v1/bundles/" + bundle.sha256(), file).statusCode())
                .isEqualTo(201);
        assertThat(programmer.put("/v1/bundles/" + bundle.sha256(), file).statusCode())
                .isEqualTo(200);
        assertThat(programmer.call("HEAD", "/v1/bundles/" + bundle.sha256()).statusCode())
                .isEqualTo(200);
        var base = Objects.requireNonNull(first.receipt().commits().commit());
        var from =
                new Source(
                        origin.source().url(),
                        origin.source().ref(),
                        origin.source().origin(),
                        base,
                        List.of(bundle));

        var second = programmer.run(Orders.script(from, "test -e first; echo x > second").order());

        assertThat(second.receipt().failure()).isNull();
        assertThat(second.receipt().commits().base()).isEqualTo(base);
        assertThat(second.receipt().changes().files()).extracting("path").containsExactly("second");
    }

    @Test
    void anUploadedRepositoryIsWorkedOnOnceItWasBrought() throws Exception {
        var file = temporary.resolve("repository.bundle");
        origin.repository().git("bundle", "create", "--quiet", file.toString(), "--all");
        var sha256 = ChecksummedFile.of(file).sha256();
        var head = origin.repository().head();
        var from = new Source("bundle:" + sha256, head, head, head, List.of());
        var order = Orders.script(from, "cat README").order();

        var early = programmer.send(order);
        assertThat(early.statusCode()).isEqualTo(422);
        assertThat(early.body()).contains("BUNDLE_MISSING", "source.url", sha256);

        programmer.put("/v1/bundles/" + sha256, file);
        try (var stream = programmer.follow(order)) {
            var report = stream.report();
            assertThat(report.state()).as("%s", report).isEqualTo(AttemptState.SUCCEEDED);
            assertThat(report.receipt().commits().base()).isEqualTo(head);
        }
    }

    @Test
    void anOrderThatNeedsABundleThatIsNotHereNamesIt() throws Exception {
        var sha256 = "ab".repeat(32);
        var bundles = List.of(new BundleRef(sha256, 10));
        var from =
                new Source(
                        origin.source().url(),
                        origin.source().ref(),
                        origin.source().origin(),
                        "1".repeat(40),
                        bundles);

        var refused = programmer.send(Orders.script(from, "true").order());

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("BUNDLE_MISSING", sha256);
    }

    @Test
    void aBundleWithAnotherChecksumIsRefused() throws Exception {
        var file = Files.writeString(temporary.resolve("bundle"), "not a bundle");

        var refused = programmer.put("/v1/bundles/" + "ab".repeat(32), file);

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("WRONG_CHECKSUM");
        assertThat(programmer.call("HEAD", "/v1/bundles/" + "ab".repeat(32)).statusCode())
                .isEqualTo(404);
    }

    @Test
    void aRepositoryThatIsNotThereIsNoFaultOfTheSubtask() throws Exception {
        var nowhere =
                new Source(
                        temporary.resolve("nowhere").toString(),
                        "main",
                        origin.source().origin(),
                        origin.source().base(),
                        List.of());

        var receipt = programmer.run(Orders.script(nowhere, "true").order()).receipt();

        assertThat(receipt.failure()).isNotNull();
        assertThat(receipt.failure().reason()).isEqualTo(FailureReason.REFUSED);
        assertThat(receipt.failure().message()).contains("No workspace could be made");
    }
}
