package dev.codefleet.cli.run;

import dev.codefleet.contract.plan.Plan;
import dev.codefleet.contract.problem.FieldError;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.ExitCode;
import dev.codefleet.plan.PlanFormat;
import dev.codefleet.plan.PlanReading;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A plan as its author wrote it.
 *
 * @param name how to call it
 * @param format {@code yaml}, {@code json} or {@code markdown}; null to tell by the text
 */
public record PlanFile(String name, String text, @Nullable String format) {
    private static final String STANDARD_INPUT = "-";
    private static final int MOST_BYTES = 64 << 20;

    /**
     * Reads a plan with its name and form.
     *
     * @param file {@code -} is standard input
     * @throws CommandFailed if the file cannot be read
     */
    public static PlanFile read(Path file) {
        var name = file.toString();
        var isInput = name.equals(STANDARD_INPUT);
        var told = isInput ? "on standard input" : name;
        try {
            var bytes = isInput ? System.in.readNBytes(MOST_BYTES) : Files.readAllBytes(file);
            return new PlanFile(
                    isInput ? "(standard input)" : name,
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString(),
                    isInput ? null : format(name));
        } catch (NoSuchFileException _) {
            throw CommandFailed.usage("There is no plan " + file + ".");
        } catch (CharacterCodingException _) {
            throw CommandFailed.usage("The plan " + told + " is not text in UTF-8.");
        } catch (IOException e) {
            throw CommandFailed.usage("The plan " + told + " cannot be read: " + e.getMessage());
        }
    }

    /**
     * The plan, by the rules that the manager goes by.
     *
     * @throws CommandFailed naming the file and the line of every fault
     */
    public Plan require() {
        return switch (PlanReading.read(text, format == null ? null : formatNamed(format))) {
            case PlanReading.Valid(var plan) -> plan;
            case PlanReading.Malformed(var line, var message) ->
                    throw CommandFailed.usage(
                            name + ":" + line + ": " + message,
                            "The plan cannot be read any further than that.");
            case PlanReading.Invalid(var errors) -> throw invalid(errors);
        };
    }

    private CommandFailed invalid(List<FieldError> errors) {
        var lines = new ArrayList<String>();
        lines.add(
                "The plan "
                        + name
                        + (errors.size() == 1
                                ? " has a fault:"
                                : " has " + errors.size() + " faults:"));
        for (var error : errors) {
            var line = error.line() == null ? "" : ":" + error.line();
            var field = error.field().isEmpty() ? "" : error.field() + ": ";
            var expected = error.expected() == null ? "" : " (" + error.expected() + ")";
            lines.add(name + line + ": " + field + error.message() + expected);
        }
        return CommandFailed.of(ExitCode.USAGE, lines);
    }

    private static PlanFormat formatNamed(String name) {
        return PlanFormat.valueOf(name.toUpperCase(Locale.ROOT));
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
