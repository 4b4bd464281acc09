package dev.codefleet.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {
    /** From FIPS 180-2, appendix B.1. */
    private static final String OF_ABC =
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir private Path directory;

    @Test
    void textsFilesAndJoinedFilesHaveTheSumOfTheirBytes() throws IOException {
        var whole = Files.writeString(directory.resolve("whole"), "abc");
        var rest = Files.writeString(directory.resolve("rest"), "bc");
        var joined = directory.resolve("joined");

        assertThat(Sha256.of("abc")).isEqualTo(OF_ABC);
        assertThat(Sha256.of(whole)).isEqualTo(OF_ABC);
        assertThat(Sha256.joining(new byte[] {'a'}, rest, joined)).isEqualTo(OF_ABC);
        assertThat(joined).hasContent("abc");
    }

    @Test
    void aSumIs64LowerCaseHexadecimalDigits() {
        assertThat(Sha256.isSum(OF_ABC)).isTrue();
        assertThat(Sha256.isSum(OF_ABC.toUpperCase(java.util.Locale.ROOT))).isFalse();
        assertThat(Sha256.isSum(OF_ABC.substring(1))).isFalse();
        assertThat(Sha256.isSum(OF_ABC + "\n")).isFalse();
    }
}
