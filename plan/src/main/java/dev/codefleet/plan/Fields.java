package dev.codefleet.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an object, once each. Making it names the unknown and the repeated ones. A null
 * counts as not given.
 */
final class Fields {
    private final FieldValue object;
    private final Map<String, Node.Entry> entries;

    private Fields(FieldValue object, Map<String, Node.Entry> entries) {
        this.object = object;
        this.entries = entries;
    }

    /** Null, with the fault named, if the cell holds no object. */
    static @Nullable Fields of(FieldValue cell, Vocabulary vocabulary) {
        if (!(cell.node() instanceof Node.Mapping mapping)) {
            cell.fault(
                    "is " + cell.node().description(),
                    "an object with the fields of " + vocabulary.owner());
            return null;
        }
        var entries = new HashMap<String, Node.Entry>();
        for (var entry : mapping.entries()) {
            if (!vocabulary.knows(entry.name())) {
                nameUnknown(cell, entry, vocabulary);
                continue;
            }
            var earlier = entries.putIfAbsent(entry.name(), entry);
            if (earlier != null) {
                cell.faults()
                        .add(
                                entry.line(),
                                cell.place().field(entry.name()),
                                "is given twice: also on line " + earlier.line(),
                                "each field once");
            }
        }
        return new Fields(cell, entries);
    }

    private static void nameUnknown(FieldValue cell, Node.Entry entry, Vocabulary vocabulary) {
        var suggestion = cell.faults().isFull() ? null : vocabulary.suggestion(entry.name());
        cell.faults()
                .add(
                        entry.line(),
                        cell.place().field(entry.name()),
                        "is not a field of " + vocabulary.owner(),
                        suggestion == null
                                ? "one of " + String.join(", ", vocabulary.fields())
                                : "did you mean '" + suggestion + "'?");
    }

    int line() {
        return object.line();
    }

    Faults faults() {
        return object.faults();
    }

    FieldPath place() {
        return object.place();
    }

    FieldPath place(String name) {
        return object.place().field(name);
    }

    /** The field's value, or null if it is not given. */
    @Nullable FieldValue get(String name) {
        var entry = entries.get(name);
        if (entry == null
                || (entry.value() instanceof Node.Scalar scalar
                        && scalar.kind() == Node.Kind.NULL)) {
            return null;
        }
        return new FieldValue(entry.value(), place(name), object.faults());
    }

    /** Whether the field is there, be it null. */
    boolean isSaid(String name) {
        return entries.containsKey(name);
    }

    /** Like {@link #get}, but a field that is not given is a fault. */
    @Nullable FieldValue require(String name, String expected) {
        var cell = get(name);
        if (cell == null) {
            object.faults().add(lineOf(name), place(name), "is missing", expected);
        }
        return cell;
    }

    <T> @Nullable T read(String name, Function<FieldValue, @Nullable T> reading) {
        var cell = get(name);
        return cell == null ? null : reading.apply(cell);
    }

    /** The list, or {@code fallback} if it is not given. */
    <T> List<T> list(
            String name, List<T> fallback, int most, Function<FieldValue, @Nullable T> reading) {
        var cell = get(name);
        return cell == null ? fallback : cell.items(most, reading);
    }

    /** The line of the field, or of the object where the field is not given. */
    int lineOf(String name) {
        var entry = entries.get(name);
        return entry == null ? object.line() : entry.line();
    }
}
