package dev.codefleet.manager.integrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.codefleet.contract.attempt.FailureReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleIntakeTest {
    @TempDir Path root;
    private Site site;
    private Origin origin;
    private Integrator manager;
    private Site.Work one;

    @BeforeEach
    void setUp() throws Exception {
        site = new Site(root);
        origin = site.origin();
        manager = site.integrator("manager");
        one = site.work(manager, origin, "one", origin.base(), Map.of("a", "2\n"));
    }

    private IntegrationFailed refused(String sha256, String base, String commit) {
        return catchThrowableOfType(
                IntegrationFailed.class,
                () -> manager.accept(origin, "one", one.bundle().file(), sha256, base, commit));
    }

    private void assertNothingKept() throws IOException {
        assertThat(site.run(site.mirror("manager"), "for-each-ref", "refs/codefleet/job"))
                .isEmpty();
    }

    @Test
    void aBundleWithAWrongChecksumIsRefused() throws Exception {
        var failed = refused("0".repeat(64), origin.base(), one.commit());
        assertThat(failed.failure().reason()).isEqualTo(FailureReason.EXECUTOR_ERROR);
        assertThat(failed.failure().message()).contains("checksum");
        assertThat(failed.needsRestore()).isFalse();
        assertNothingKept();
    }

    @Test
    void aBundleThatBringsAnotherCommitIsRefused() throws Exception {
        var failed = refused(one.bundle().sha256(), origin.base(), "0123".repeat(10));
        assertThat(failed.failure().message()).contains("does not bring 0123");
        assertNothingKept();
    }

    @Test
    void aCommitThatDoesNotDescendFromItsBaseIsRefused() throws Exception {
        var other = site.done(manager, origin, "other", origin.base(), Map.of("b", "2\n"));
        var failed = refused(one.bundle().sha256(), other.commit(), one.commit());
        assertThat(failed.failure().reason()).isEqualTo(FailureReason.EXECUTOR_ERROR);
        assertThat(failed.failure().message()).contains("'one'", "does not build on its base");
        assertThat(failed.needsRestore()).isFalse();
    }

    @Test
    void anUnknownBaseAsksForARestore() {
        var failed = refused(one.bundle().sha256(), "0123".repeat(10), one.commit());
        assertThat(failed.needsRestore()).isTrue();
    }

    @Test
    void aDamagedBundleIsRefused() throws Exception {
        var bytes = Files.readAllBytes(one.bundle().file());
        bytes[bytes.length - 30] ^= 1;
        var file = Files.write(root.resolve("damaged"), bytes);
        var sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        var failed =
                catchThrowableOfType(
                        IntegrationFailed.class,
                        () ->
                                manager.accept(
                                        origin, "one", file, sum, origin.base(), one.commit()));
        assertThat(failed.failure().message()).contains("bundle is refused");
        assertNothingKept();
    }

    @Test
    void aNameThatIsNoCommitIsRefused() {
        var failed = refused(one.bundle().sha256(), origin.base(), "--upload-pack=x");
        assertThat(failed.failure().reason()).isEqualTo(FailureReason.EXECUTOR_ERROR);
    }

    @Test
    void theSameBundleTwiceIsAcceptedOnce() throws Exception {
        site.accept(manager, origin, one);
        site.accept(manager, origin, one);
        assertThat(manager.merge(origin, List.of(one.part()))).isEqualTo(one.commit());
    }

    @Test
    void manyFilesAreTakenAsAPack() throws Exception {
        var edits = new HashMap<String, String>();
        for (var i = 0; i < 300; i++) {
            edits.put("many/file-" + i, "content " + i + "\n");
        }
        var many = site.done(manager, origin, "many", origin.base(), edits);
        site.accept(manager, origin, one);
        var head = manager.merge(origin, List.of(one.part(), many.part()));
        assertThat(site.show("manager", head, "many/file-299")).isEqualTo("content 299");
        assertThat(site.show("manager", head, "a")).isEqualTo("2");
    }
}
