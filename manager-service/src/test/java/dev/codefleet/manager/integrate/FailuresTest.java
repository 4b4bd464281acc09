package dev.codefleet.manager.integrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.git.process.GitSettings;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailuresTest {
    private static final String NOWHERE = "f".repeat(40);

    @TempDir private Path directory;

    @Test
    void anObjectThatIsMissingIsBroughtBack() {
        assertThat(Failures.of(failure("rev-list", NOWHERE)).needsRestore()).isTrue();
    }

    @Test
    void aWrongCommandIsNotHealedByARestore() {
        assertThat(Failures.of(failure("rev-list", "--no-such-option")).needsRestore()).isFalse();
    }

    private GitFailed failure(String... command) {
        var git = new Git(GitSettings.defaults(directory.resolve("home")));
        git.run(GitCall.in(directory, "init", "--quiet"));
        return catchThrowableOfType(GitFailed.class, () -> git.run(GitCall.in(directory, command)));
    }
}
