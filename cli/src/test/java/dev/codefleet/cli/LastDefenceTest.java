package dev.codefleet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.codefleet.cli.terminal.Style;
import dev.codefleet.cli.terminal.Terminal;
import dev.codefleet.postgres.EmbeddedPostgres;
import dev.codefleet.postgres.PostgresException;
import dev.codefleet.postgres.PostgresOptions;
import dev.codefleet.support.SseParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Failures that come as far as the command's end. */
class LastDefenceTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir private Path directory;

    @Test
    void aDatabaseThatCannotBeOpenedIsOneLineWithItsReason() throws IOException {
        assertThat(told(unopened())).isEqualTo(3);

        assertThat(text()).startsWith("codefleet: Cannot unpack PostgreSQL: ");
        assertThat(text().lines()).hasSize(1);
    }

    @Test
    void aFailureOfAnotherThreadIsToldAsItself() throws IOException {
        assertThat(told(new CompletionException(unopened()))).isEqualTo(3);

        assertThat(text()).startsWith("codefleet: Cannot unpack PostgreSQL: ");
    }

    @Test
    void anEventLargerThanAnyOfOursIsOneFailure() {
        var failure =
                catchThrowableOfType(
                        SseParser.TooLargeException.class,
                        () -> new SseParser(1).feed(new byte[] {'a', 'b', 'c'}, _ -> {}));

        assertThat(told(failure)).isEqualTo(1);

        assertThat(text()).contains("larger than 1 bytes").doesNotContain("\tat ");
    }

    /**
     * Whoever makes another exception decides here what its user is told: its sort is handled by
     * {@link Codefleet#fail}, or never comes out of the package that throws it.
     */
    @Test
    void everyExceptionOfOursIsKnown() {
        var ours =
                new ClassFileImporter()
                                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                                .importPackages("dev.codefleet")
                                .stream()
                                .filter(type -> type.isAssignableTo(Throwable.class))
                                .filter(type -> !type.isAssignableTo(PostgresException.class))
                                .map(type -> type.getSimpleName())
                                .filter(name -> !name.equals("Closed"))
                                .toList();

        assertThat(ours)
                .contains("CommandFailed")
                .isSubsetOf(
                        // Told to the user.
                        "CommandFailed",
                        "OutputFailed",
                        "GitFailed",
                        "TooLargeException",
                        // Checked: whoever changes an access file says what it means.
                        "Bad",
                        // Kept inside of their packages.
                        "MalformedText",
                        "Unavailable",
                        "Unbelievable",
                        "NotWhole");
    }

    private PostgresException unopened() throws IOException {
        var file = Files.writeString(directory.resolve("file"), "no directory");
        return catchThrowableOfType(
                PostgresException.class,
                () ->
                        EmbeddedPostgres.open(
                                directory, PostgresOptions.onPort(0).withBinaries(file)));
    }

    private int told(Exception failure) {
        var stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        return Codefleet.fail(new Terminal(stream, stream, Style.PLAIN, false), failure);
    }

    private String text() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
