package dev.codefleet.cli;

import dev.codefleet.gatewayclient.Invocation;
import dev.codefleet.plan.ClosestWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Errors of usage: finds those that the parser does not, and says what was meant. */
final class UsageErrors {
    private UsageErrors() {}

    /**
     * An empty value is a mistake everywhere, most often that of a variable which is not set.
     *
     * @throws ParameterException naming the option or parameter
     */
    static void refuseEmptyValues(ParseResult whole) {
        for (var line : whole.asCommandLineList()) {
            var arguments = new ArrayList<ArgSpec>(line.getParseResult().matchedOptions());
            arguments.addAll(line.getParseResult().matchedPositionals());
            for (var argument : arguments) {
                if (argument.arity().max() > 0
                        && argument.originalStringValues().stream().anyMatch(String::isBlank)) {
                    throw new ParameterException(line, empty(argument), argument, "");
                }
            }
        }
    }

    /** What is wrong and the way out, for people. */
    static List<String> lines(ParameterException mistake) {
        var line = mistake.getCommandLine();
        var lines = new ArrayList<String>();
        lines.add(what(mistake, line));
        lines.add("'" + help(line) + "' shows how it is used.");
        return lines;
    }

    private static String what(ParameterException mistake, CommandLine line) {
        // Told first even where an option is missing: it may be the misspelt one.
        var unknown =
                mistake instanceof UnmatchedArgumentException
                                || mistake instanceof MissingParameterException
                        ? line.getUnmatchedArguments()
                        : List.<String>of();
        if (!unknown.isEmpty()) {
            var word = unknown.getFirst();
            if (word.startsWith("-") && word.length() > 1) {
                var equals = word.indexOf('=');
                var option = equals < 0 ? word : word.substring(0, equals);
                return "There is no option '" + option + "'" + meant(option, options(line));
            }
            if (line.getParent() == null) {
                return "There is no command '" + word + "'" + meant(word, commands(line));
            }
            return "'" + word + "' is one argument too many.";
        }
        var argument = mistake.getArgSpec();
        var value = mistake.getValue();
        if (argument != null && value != null && value.isBlank()) {
            return empty(argument);
        }
        if (argument != null && argument.type().isEnum() && value != null) {
            var known = Stream.of(argument.type().getEnumConstants()).map(String::valueOf).toList();
            return "'"
                    + value
                    + "' is no value of "
                    + name(argument)
                    + meant(value, known)
                    + " It takes "
                    + String.join(", ", known)
                    + ".";
        }
        return sentence(mistake);
    }

    private static String empty(ArgSpec argument) {
        return "The value of " + name(argument) + " is empty.";
    }

    private static String sentence(ParameterException mistake) {
        var message = String.valueOf(mistake.getMessage()).strip();
        return message.endsWith(".") ? message : message + ".";
    }

    private static String meant(String word, List<String> known) {
        var nearest = ClosestWord.to(word, known);
        return nearest == null ? "." : ": did you mean '" + nearest + "'?";
    }

    private static List<String> options(CommandLine line) {
        return line.getCommandSpec().options().stream()
                .filter(option -> !option.hidden())
                .flatMap(option -> Stream.of(option.names()))
                .toList();
    }

    private static List<String> commands(CommandLine line) {
        return line.getSubcommands().entrySet().stream()
                .filter(entry -> !entry.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey)
                .toList();
    }

    private static String name(ArgSpec argument) {
        return argument instanceof CommandLine.Model.OptionSpec option
                ? option.longestName()
                : argument.paramLabel();
    }

    private static String help(CommandLine line) {
        var command = line.getParent() == null ? "" : line.getCommandName() + " ";
        return Invocation.PLAIN.of(command + "--help");
    }
}
