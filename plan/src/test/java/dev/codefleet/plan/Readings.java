package dev.codefleet.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.plan.Plan;
import dev.codefleet.contract.problem.FieldError;
import java.util.List;

/** What tests expect of a reading. */
final class Readings {
    private Readings() {}

    static Plan valid(String text) {
        return valid(PlanReading.read(text, null));
    }

    static Plan valid(PlanReading reading) {
        assertThat(reading).isInstanceOf(PlanReading.Valid.class);
        return ((PlanReading.Valid) reading).plan();
    }

    static List<FieldError> faults(String text) {
        var reading = PlanReading.read(text, null);
        assertThat(reading).isInstanceOf(PlanReading.Invalid.class);
        return ((PlanReading.Invalid) reading).errors();
    }

    /** The one fault as {@code line field message (expected)}. */
    static String fault(String text) {
        var faults = faults(text);
        assertThat(faults).hasSize(1);
        return shown(faults.getFirst());
    }

    static String shown(FieldError fault) {
        return "%s %s %s (%s)"
                .formatted(fault.line(), fault.field(), fault.message(), fault.expected());
    }

    static PlanReading.Malformed malformed(String text, PlanFormat format) {
        var reading = PlanReading.read(text, format);
        assertThat(reading).isInstanceOf(PlanReading.Malformed.class);
        return (PlanReading.Malformed) reading;
    }

    static JobSubmission accepted(String body) {
        var reading = JobRequestReader.read(body.getBytes(UTF_8));
        assertThat(reading).isInstanceOf(JobRequestReading.Accepted.class);
        return ((JobRequestReading.Accepted) reading).submission();
    }

    static List<String> requestFaults(String body) {
        var reading = JobRequestReader.read(body.getBytes(UTF_8));
        assertThat(reading).isInstanceOf(JobRequestReading.Invalid.class);
        return ((JobRequestReading.Invalid) reading)
                .errors().stream().map(Readings::shown).toList();
    }
}
