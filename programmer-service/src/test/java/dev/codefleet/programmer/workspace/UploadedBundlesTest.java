package dev.codefleet.programmer.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.programmer.workspace.UploadedBundles.Bounds;
import dev.codefleet.programmer.workspace.UploadedBundles.Upload;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadedBundlesTest {
    private static final Bounds BOUNDS = new Bounds(10, 20, Duration.ofHours(1));

    @TempDir Path directory;

    private Instant now = Instant.parse("2026-01-02T03:04:05Z");
    private UploadedBundles bundles;

    @BeforeEach
    void open() throws Exception {
        bundles = new UploadedBundles(directory, BOUNDS, () -> now);
    }

    @Test
    void aBundleIsKeptUnderItsChecksumAlsoForTheNextProcess() throws Exception {
        assertThat(take("hello")).isEqualTo(new Upload.Stored());
        assertThat(take("hello")).isEqualTo(new Upload.AlreadyHere());

        var next = new UploadedBundles(directory, BOUNDS, () -> now);
        assertThat(next.size(sha256("hello"))).hasValue(5);
        try (var use = next.use(sha256("hello")).orElseThrow()) {
            assertThat(use.path()).hasContent("hello");
        }
    }

    @Test
    void whatIsNotWhatItsNameSaysIsNotKept() throws Exception {
        var upload = bundles.take(sha256("other"), body("hello"));

        assertThat(upload).isEqualTo(new Upload.WrongChecksum(sha256("hello")));
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void whatIsTooLargeIsNotKept() throws Exception {
        assertThat(take("hello world")).isEqualTo(new Upload.TooLarge(10));
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void theLongestUnusedGivesItsSpaceAwayUnlessItIsInUse() throws Exception {
        take("1111111111");
        now = now.plusSeconds(1);
        take("2222222222");
        try (var use = bundles.use(sha256("1111111111")).orElseThrow()) {
            assertThat(take("3333333333")).isEqualTo(new Upload.Stored());
            assertThat(bundles.size(sha256("2222222222"))).isEmpty();
            assertThat(use.path()).exists();
            try (var another = bundles.use(sha256("3333333333")).orElseThrow()) {
                assertThat(take("4444444444")).isEqualTo(new Upload.NoSpace(20));
                assertThat(another.path()).exists();
            }
        }
        assertThat(take("4444444444")).isEqualTo(new Upload.Stored());
    }

    @Test
    void whatIsUnusedForTooLongGoes() throws Exception {
        take("old");
        take("used");
        now = now.plus(Duration.ofMinutes(61));
        bundles.use(sha256("used")).orElseThrow().close();

        bundles.removeOld();

        assertThat(bundles.size(sha256("old"))).isEmpty();
        assertThat(bundles.size(sha256("used"))).hasValue(4);
    }

    private Upload take(String content) throws Exception {
        return bundles.take(sha256(content), body(content));
    }

    private static InputStream body(String content) {
        return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(String content) throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        return HexFormat.of().formatHex(digest.digest(content.getBytes(StandardCharsets.UTF_8)));
    }
}
