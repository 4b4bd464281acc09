package dev.codefleet.cli.run;

import dev.codefleet.cli.terminal.CommandFailed;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A plan as its author wrote it; the manager reads it, so that its errors name the author's lines.
 *
 * @param format {@code yaml}, {@code json} or {@code markdown}; null to tell by the text
 */
public record PlanFile(String text, @Nullable String format) {

    /**
     * @throws CommandFailed if the file cannot be read
     */
    public static PlanFile read(Path file) {
        try {
            return new PlanFile(Files.readString(file), format(file.toString()));
        } catch (NoSuchFileException e) {
            throw CommandFailed.usage("There is no plan " + file + ".");
        } catch (MalformedInputException e) {
            throw CommandFailed.usage("The plan " + file + " is not text in UTF-8.");
        } catch (IOException e) {
            throw CommandFailed.usage("The plan " + file + " cannot be read: " + e.getMessage());
        }
    }

    static @Nullable String format(String fileName) {
        var name = fileName.toLowerCase(Locale.ROOT);
        var extension = name.substring(name.lastIndexOf('.') + 1);
        return switch (extension) {
            case "yaml", "yml" -> "yaml";
            case "json" -> "json";
            case "md", "markdown" -> "markdown";
            default -> null;
        };
    }
}
