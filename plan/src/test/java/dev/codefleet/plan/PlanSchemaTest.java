package dev.codefleet.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanSchemaTest {
    private final PlanSchema schema = new PlanSchema();

    PlanSchemaTest() throws IOException {}

    static Stream<Named> objects() {
        return Stream.of(
                new Named("", Vocabulary.PLAN),
                new Named("/$defs/plan_limits", Vocabulary.PLAN_LIMITS),
                new Named("/$defs/defaults", Vocabulary.DEFAULTS),
                new Named("/$defs/subtask", Vocabulary.SUBTASK),
                new Named("/$defs/limits", Vocabulary.LIMITS),
                new Named("/$defs/command", Vocabulary.COMMAND),
                new Named("/$defs/agent", Vocabulary.AGENT),
                new Named("/$defs/llm", Vocabulary.LLM),
                new Named("/$defs/none", Vocabulary.NONE));
    }

    record Named(String pointer, Vocabulary vocabulary) {}

    @ParameterizedTest
    @MethodSource("objects")
    void theSchemaHasTheFieldsThatAreRead(Named object) {
        var definition = schema.source().at(object.pointer());

        assertThat(definition.get("properties").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrderElementsOf(object.vocabulary().fields());
        assertThat(definition.get("additionalProperties").booleanValue()).isFalse();
    }

    @Test
    void theDocumentedExampleIsValid() throws IOException {
        assertThat(schema.faults(PlanTexts.YAML.readTree(DocumentedExamples.of("yaml")))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "title: T",
                "{title: T, subtasks: []}",
                "{title: T, limits: {timeout: 5h}, subtasks: [{key: a, executor: {kind: none}}]}",
                "{title: T, limits: {tokens: 1}, subtasks: [{key: a, executor: {kind: none}}]}",
                "{title: T, version: 2, subtasks: [{key: a, executor: {kind: none}}]}",
                "{title: T, subtasks: [{executor: {kind: none}}]}",
                "{title: T, subtasks: [{key: a b, executor: {kind: none}}]}",
                "{title: T, subtasks: [{key: final-checks, executor: {kind: none}}]}",
                "{title: T, subtasks: [{key: a, executor: {kind: nothing}}]}",
                "{title: T, subtasks: [{key: a, executor: {kind: none, run: x}}]}",
                "{title: T, subtasks: [{key: a, executor: {kind: command}}]}",
                "{title: T, subtasks: [{key: a, executor: {kind: command, run: a, argv: [b]}}]}",
                "{title: T, subtasks: [{key: a, executor: {kind: none}, priority: 6}]}",
                "{title: T, subtasks: [{key: a, executor: {kind: none}, lane: law}]}",
                "{title: T, subtasks: [{key: a, executor: {kind: none}, files: [../x]}]}",
                "{title: T, subtasks: [{key: a, executor: {kind: none}, files: ['!x']}]}",
                "{title: T, subtasks: [{key: a, executor: {kind: none}, files: ['a\\b']}]}",
                "{title: T, subtasks: [{key: a, executor: {kind: none}, limits: {timeout: 5m}}]}",
                "{title: T, subtasks: [{key: a, executor: {kind: none}, limits: {tokens: 0}}]}",
                "{title: T, subtasks: [{key: a, executor: {kind: none}, depends_on: [b, b]}]}",
                "{title: T, subtasks: [{key: a, executor: {kind: none}, skills_used: [a],"
                        + " suggested_skills: [b]}]}"
            })
    void whatTheSchemaRefusesIsRefusedByTheReaderToo(String yaml) throws IOException {
        assertThat(schema.faults(PlanTexts.YAML.readTree(yaml))).isNotEmpty();
        assertThat(PlanReading.read(yaml, PlanFormat.YAML)).isInstanceOf(PlanReading.Invalid.class);
    }
}
