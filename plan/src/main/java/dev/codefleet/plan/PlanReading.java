package dev.codefleet.plan;

import dev.codefleet.contract.plan.Plan;
import dev.codefleet.contract.problem.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Result of reading a plan. */
public sealed interface PlanReading {

    /** A plan with its defaults applied, ready to run. */
    record Valid(Plan plan) implements PlanReading {}

    /**
     * The text could be read, but is no valid plan.
     *
     * @param errors all faults by line, 1 to 100; if there are more, the last says how many
     */
    record Invalid(List<FieldError> errors) implements PlanReading {}

    /**
     * The text is not even YAML, JSON or Markdown.
     *
     * @param line 1-based
     */
    record Malformed(int line, String message) implements PlanReading {}

    /**
     * Reads and validates a plan. Never throws for anything that the text holds.
     *
     * @param format null to tell it by the text
     */
    static PlanReading read(String text, @Nullable PlanFormat format) {
        try {
            return interpret(PlanFormat.parse(text, format));
        } catch (MalformedText malformed) {
            return new Malformed(malformed.line(), malformed.text());
        }
    }

    private static PlanReading interpret(Node root) {
        var faults = new Faults();
        var plan = PlanInterpreter.read(new FieldValue(root, FieldPath.ROOT, faults));
        return plan == null || faults.any() ? new Invalid(faults.errors()) : new Valid(plan);
    }
}
