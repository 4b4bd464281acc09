package dev.codefleet.plan;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A value in the tree of a plan with the path of its field, read as the type that the field has.
 * Each reading answers null after it has said what is wrong.
 */
record FieldValue(Node node, FieldPath place, Faults faults) {
    private static final Pattern DURATION =
            Pattern.compile(
                    "P(?:\\d{1,4}D)?(?:T(?:\\d{1,6}H)?(?:\\d{1,6}M)?(?:\\d{1,6}(?:\\.\\d{1,9})?S)?)?");
    private static final int NUMBER_CHARACTERS = 40;

    int line() {
        return node.line();
    }

    void fault(String message, @Nullable String expected) {
        faults.add(node.line(), place, message, expected);
    }

    /** Text of any number of lines. */
    @Nullable String text(int longest) {
        var expected = "text of 1 to " + longest + " characters";
        if (!(node instanceof Node.Scalar scalar) || !scalar.isText()) {
            fault("is " + node.description(), expected);
            return null;
        }
        var text = scalar.text();
        if (text.isBlank()) {
            fault("is empty", expected);
            return null;
        }
        if (text.length() > longest) {
            fault("has " + text.length() + " characters", expected);
            return null;
        }
        // Neither can be stored or sent: PostgreSQL has no NUL in text, and UTF-8 no half of a
        // pair.
        if (text.indexOf('\0') >= 0 || hasHalfPair(text)) {
            fault("holds a NUL or half a surrogate pair", "text without them");
            return null;
        }
        return text;
    }

    /** Text on one line. */
    @Nullable String line(int longest) {
        var text = text(longest);
        if (text != null && text.chars().anyMatch(Character::isISOControl)) {
            fault("holds a line break or another control character", "text on one line");
            return null;
        }
        return text;
    }

    @Nullable Integer integer(int least, int most) {
        var number = whole(least, most);
        return number == null ? null : number.intValue();
    }

    @Nullable Long whole(long least, long most) {
        var expected = "a whole number from " + least + " to " + most;
        var number = number();
        if (number != null) {
            try {
                var value = number.longValueExact();
                if (value >= least && value <= most) {
                    return value;
                }
            } catch (ArithmeticException _) {
                // A fraction, or too large: the fault below says it.
            }
        }
        fault("is " + node.description(), expected);
        return null;
    }

    /** A positive number. */
    @Nullable BigDecimal amount(BigDecimal most, int decimals) {
        var number = number();
        if (number != null
                && number.signum() > 0
                && number.compareTo(most) <= 0
                && number.scale() <= decimals) {
            return number;
        }
        fault(
                "is " + node.description(),
                "a number above 0 and up to " + most + ", with up to " + decimals + " decimals");
        return null;
    }

    @Nullable Duration duration(Duration shortest, Duration longest) {
        if (node instanceof Node.Scalar scalar
                && scalar.isText()
                && DURATION.matcher(scalar.text()).matches()) {
            try {
                var duration = Duration.parse(scalar.text());
                if (duration.compareTo(shortest) >= 0 && duration.compareTo(longest) <= 0) {
                    return duration;
                }
            } catch (DateTimeParseException _) {
                // Nothing follows the letter: the fault below says it.
            }
        }
        fault(
                "is " + node.description(),
                longest.toDays() > 0
                        ? "an ISO 8601 duration from "
                                + shortest
                                + " to P"
                                + longest.toDays()
                                + "D, such as PT10M"
                        : "an ISO 8601 duration from " + shortest + " to " + longest);
        return null;
    }

    /** One of an enum's constants, by its name in lower case. */
    <E extends Enum<E>> @Nullable E choice(E[] constants) {
        var written = node instanceof Node.Scalar scalar && scalar.isText() ? scalar.text() : null;
        for (var constant : constants) {
            if (wireName(constant).equals(written)) {
                return constant;
            }
        }
        var names =
                Stream.of(constants).map(FieldValue::wireName).collect(Collectors.joining(", "));
        fault("is " + node.description(), "one of " + names);
        return null;
    }

    /** A list's readable items; those that are not have been named. */
    <T> List<T> items(int most, Function<FieldValue, @Nullable T> reading) {
        if (!(node instanceof Node.Sequence sequence)) {
            fault("is " + node.description(), "a list");
            return List.of();
        }
        if (sequence.items().size() > most) {
            fault("has " + sequence.items().size() + " items", "at most " + most);
            return List.of();
        }
        var read = new ArrayList<T>(sequence.items().size());
        for (var i = 0; i < sequence.items().size(); i++) {
            var item =
                    reading.apply(new FieldValue(sequence.items().get(i), place.item(i), faults));
            if (item != null) {
                read.add(item);
            }
        }
        return List.copyOf(read);
    }

    private @Nullable BigDecimal number() {
        if (!(node instanceof Node.Scalar scalar)
                || !scalar.isNumber()
                || scalar.text().length() > NUMBER_CHARACTERS) {
            return null;
        }
        try {
            return new BigDecimal(scalar.text());
        } catch (NumberFormatException _) {
            return null;
        }
    }

    private static boolean hasHalfPair(String text) {
        for (var i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!isPairAt(text, i)) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    private static boolean isPairAt(String text, int at) {
        return at + 1 < text.length()
                && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
    }

    private static String wireName(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
