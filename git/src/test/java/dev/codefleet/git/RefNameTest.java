package dev.codefleet.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitSettings;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefNameTest {
    private static final String[] PIECES = {
        "a", "main", ".", "..", "/", "@", "{", "~", "^", ":", "?", "*", "[", "\\", " ", "-", "lock",
        ".lock", "é", "x_y", "1", "\t", "\u007f"
    };

    @TempDir static Path directory;

    static Stream<String> generated() {
        var random = new Random(20260102);
        return IntStream.range(0, 250)
                .mapToObj(_ -> {
                    var name = new StringBuilder();
                    var count = 1 + random.nextInt(5);
                    for (var n = 0; n < count; n++) {
                        name.append(PIECES[random.nextInt(PIECES.length)]);
                    }
                    return name.toString();
                })
                .filter(name -> !name.startsWith("-"))
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("generated")
    void agreesWithGit(String name) {
        var git = new Git(GitSettings.defaults(directory.resolve("home")));
        var verdict =
                git.run(
                        GitCall.in(directory, "check-ref-format", "--allow-onelevel", name)
                                .accepting(0, 1));
        // Git takes a lone "@" here and nowhere else.
        assertThat(RefName.isValid(name)).isEqualTo(verdict.isSuccess() && !name.equals("@"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-d", "--upload-pack=x", "/a", "a/", "a..b", "a.lock", "a/.b", "a b"})
    void refusesWhatGitWouldMisread(String name) {
        assertThatThrownBy(() -> new RefName(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesAreBounded() {
        assertThat(RefName.isValid("a".repeat(250))).isTrue();
        assertThat(RefName.isValid("a".repeat(251))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "HEAD", "0123456789ABCDEF0123456789abcdef01234567"})
    void aCommitIdIsWholeAndLowerCase(String text) {
        assertThatThrownBy(() -> new CommitId(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bothLengthsOfCommitIdsAreTaken() {
        assertThat(new CommitId("a".repeat(40)).isSha256()).isFalse();
        assertThat(new CommitId("a".repeat(64)).isSha256()).isTrue();
    }
}
