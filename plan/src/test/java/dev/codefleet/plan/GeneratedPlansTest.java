package dev.codefleet.plan;

import static dev.codefleet.plan.Readings.valid;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratedPlansTest {
    private static final String SPLINTERS =
            "{}[]:,\"'`#-*&!|>%@~\\ \n\t\u0000\u0085\u2028\uFEFFé\uD83D0123eE.truefalsnkyPT:";

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aPlanSurvivesBeingWrittenAndRead(long seed) throws JsonProcessingException {
        var random = new SplittableRandom(seed);
        for (var i = 0; i < 50; i++) {
            var plan = GeneratedPlan.of(random, random.nextInt(1, 12));
            var tree = PlanTexts.tree(plan);

            assertThat(valid(PlanReading.read(PlanTexts.json(tree), null))).isEqualTo(plan);
            assertThat(valid(PlanReading.read(PlanTexts.yaml(tree), PlanFormat.YAML)))
                    .isEqualTo(plan);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void aDamagedTextGivesAnAnswerInEveryFormat(long seed) throws IOException {
        var random = new SplittableRandom(seed);
        for (var i = 0; i < 200; i++) {
            var tree = PlanTexts.tree(GeneratedPlan.of(random, 3));
            for (var text :
                    List.of(
                            PlanTexts.json(tree),
                            PlanTexts.yaml(tree),
                            DocumentedExamples.of("markdown"))) {
                var damaged = damaged(text, random);
                for (var format : PlanFormat.values()) {
                    assertThat(answer(PlanReading.read(damaged, format))).isPositive();
                }
                assertThat(answer(PlanReading.read(damaged, null))).isPositive();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24})
    void whatIsReadFromADamagedTreeIsValidByTheSchema(long seed) throws IOException {
        var random = new SplittableRandom(seed);
        var schema = new PlanSchema();
        var accepted = 0;
        for (var i = 0; i < 500; i++) {
            var tree = PlanTexts.tree(GeneratedPlan.of(random, 2));
            mutate(tree, random);
            if (PlanReading.read(PlanTexts.json(tree), null) instanceof PlanReading.Valid) {
                accepted++;
                assertThat(schema.faults(tree)).as(tree.toString()).isEmpty();
            }
        }
        assertThat(accepted).isBetween(50, 450);
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32})
    void randomBytesAreNoJobRequest(long seed) {
        var random = new Random(seed);
        for (var i = 0; i < 500; i++) {
            var body = new byte[random.nextInt(64)];
            random.nextBytes(body);

            assertThat(JobRequestReader.read(body))
                    .isNotInstanceOf(JobRequestReading.Accepted.class);
        }
    }

    /** Quadratic work would take minutes of the processor, so the bound is wide. */
    @Test
    void aPlanOfAHundredThousandSubtasksIsReadInReasonableTime() throws JsonProcessingException {
        var json =
                PlanTexts.json(PlanTexts.tree(GeneratedPlan.of(new SplittableRandom(41), 100_000)));
        // Not the clock on the wall: that also counts what else the machine does.
        var processor = ManagementFactory.getThreadMXBean();
        var from = processor.getCurrentThreadCpuTime();

        var plan = valid(PlanReading.read(json, null));

        assertThat(plan.subtasks()).hasSize(100_000);
        assertThat(processor.getCurrentThreadCpuTime() - from).isLessThan(20_000_000_000L);
    }

    /** At least one field error, each with a message, or a line. */
    private static int answer(PlanReading reading) {
        return switch (reading) {
            case PlanReading.Valid valid -> valid.plan().subtasks().size();
            case PlanReading.Invalid invalid -> {
                assertThat(invalid.errors())
                        .hasSizeBetween(1, 100)
                        .allMatch(error -> error.line() != null && error.line() > 0);
                yield invalid.errors().size();
            }
            case PlanReading.Malformed malformed -> {
                assertThat(malformed.message()).isNotBlank();
                yield malformed.line();
            }
        };
    }

    private static String damaged(String text, RandomGenerator random) {
        var damaged = new StringBuilder(text);
        for (var i = random.nextInt(1, 5); i > 0; i--) {
            var at = random.nextInt(damaged.length());
            var splinter = SPLINTERS.charAt(random.nextInt(SPLINTERS.length()));
            switch (random.nextInt(4)) {
                case 0 -> damaged.setCharAt(at, splinter);
                case 1 -> damaged.insert(at, splinter);
                case 2 ->
                        damaged.delete(at, Math.min(damaged.length(), at + random.nextInt(1, 20)));
                default -> {
                    var end = Math.min(damaged.length(), at + random.nextInt(1, 200));
                    damaged.insert(random.nextInt(damaged.length()), damaged.substring(at, end));
                }
            }
            if (damaged.isEmpty()) {
                return " ";
            }
        }
        return damaged.toString();
    }

    /** Removes, replaces or adds one field or item somewhere. */
    private static void mutate(ObjectNode tree, RandomGenerator random) {
        var containers = new ArrayList<JsonNode>();
        collect(tree, containers);
        switch (containers.get(random.nextInt(containers.size()))) {
            case ObjectNode object -> {
                var names = new ArrayList<String>();
                object.fieldNames().forEachRemaining(names::add);
                var name = names.get(random.nextInt(names.size()));
                switch (random.nextInt(4)) {
                    case 0 -> object.remove(name);
                    case 1 -> object.set(name + "s", object.get(name));
                    default -> object.set(name, value(random));
                }
            }
            case ArrayNode array -> array.insert(random.nextInt(array.size() + 1), value(random));
            default -> throw new IllegalStateException("Neither object nor array");
        }
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainerNode()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }

    private static JsonNode value(RandomGenerator random) {
        var json = PlanTexts.JSON;
        return switch (random.nextInt(9)) {
            case 0 -> json.nullNode();
            case 1 -> json.valueToTree(random.nextInt(-1, 23));
            case 2 -> json.valueToTree(random.nextBoolean());
            case 3 -> json.valueToTree(random.nextDouble());
            case 4 -> json.createArrayNode().add("k0");
            case 5 -> json.createObjectNode().put("kind", "none");
            case 6 -> json.valueToTree("PT5M");
            case 7 -> json.valueToTree(" ");
            default -> json.valueToTree("x".repeat(random.nextInt(300)));
        };
    }
}
