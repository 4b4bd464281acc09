package dev.codefleet.plan;

import org.jspecify.annotations.Nullable;

/**
 * Path of a field, such as {@code subtasks[2].depends_on[0]}. Put together only when it is shown: a
 * plan without faults makes no text of its paths.
 *
 * @param name null for an item of a list
 */
record FieldPath(@Nullable FieldPath parent, @Nullable String name, int index) {
    static final FieldPath ROOT = new FieldPath(null, "", 0);

    FieldPath field(String field) {
        return new FieldPath(this, field, 0);
    }

    FieldPath item(int position) {
        return new FieldPath(this, null, position);
    }

    @Override
    public String toString() {
        if (parent == null) {
            return "";
        }
        var before = parent.toString();
        if (name == null) {
            return before + "[" + index + "]";
        }
        var field = Quoted.shortened(name, 80);
        return before.isEmpty() ? field : before + "." + field;
    }
}
