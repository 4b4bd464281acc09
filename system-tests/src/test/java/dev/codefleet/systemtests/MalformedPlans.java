package dev.codefleet.systemtests;

import dev.codefleet.support.Json;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Makes well-formed JSON that is no valid job. */
final class MalformedPlans {
    private static final List<Object> NO_TEXTS =
            List.of(List.of(), Map.of(), List.of("a"), Map.of("a", 1));
    private static final int MOST_IN_A_CYCLE = 12;

    private final SplittableRandom random;
    private int turn;

    /** A body and what is wrong with it. */
    record Body(String kind, String body) {}

    MalformedPlans(SplittableRandom random) {
        this.random = random;
    }

    Body next() {
        return switch (turn++ % 10) {
            case 0 -> new Body("wrong type", Json.text(wrongType()));
            case 1 -> new Body("unknown field", Json.text(unknownField()));
            case 2 -> new Body("cycle", Json.text(cycle()));
            case 3 ->
                    new Body(
                            "missing dependency",
                            Json.text(plan(Task.none("a").after("b" + number()))));
            case 4 -> new Body("duplicate key", Json.text(duplicateKey()));
            case 5 -> new Body("number", withNumber());
            case 6 -> new Body("unknown word", Json.text(unknownWord()));
            case 7 -> new Body("out of bounds", Json.text(outOfBounds()));
            case 8 -> new Body("no executor", Json.text(plan(badExecutor())));
            default -> new Body("plan as text", Json.text(badText()));
        };
    }

    private Map<String, Object> wrongType() {
        var field = pick("title", "key", "goal", "timeout", "lane", "repository");
        var value = NO_TEXTS.get(random.nextInt(NO_TEXTS.size()));
        return switch (field) {
            case "title" ->
                    job(Map.of("title", value, "subtasks", List.of(Task.none("a").fields())));
            case "timeout" -> plan(Task.none("a").with("limits", Map.of("timeout", value)));
            case "lane", "repository" -> {
                var job = new HashMap<>(plan(Task.none("a")));
                job.put(field, value);
                yield job;
            }
            default -> plan(Task.none("a").with(field, value));
        };
    }

    private Map<String, Object> unknownField() {
        var name = pick("prioritty", "dependson", "run", "id", "", "\u0000", "__proto__");
        return switch (random.nextInt(3)) {
            case 0 -> plan(Task.none("a").with(name, "x"));
            case 1 -> plan(Task.none("a").with("limits", Map.of(name, 1)));
            default -> plan(Task.none("a").with("executor", Map.of("kind", "none", name, "x")));
        };
    }

    private Map<String, Object> cycle() {
        var length = random.nextInt(1, MOST_IN_A_CYCLE);
        var tasks = new ArrayList<Task>();
        for (var i = 0; i < length; i++) {
            tasks.add(Task.none("n" + i).after("n" + (i + 1) % length));
        }
        return plan(tasks.toArray(Task[]::new));
    }

    private Map<String, Object> duplicateKey() {
        var key = "k" + number();
        return plan(Task.none(key), Task.none("other"), Task.none(key));
    }

    /** As text: these numbers are what no serialiser would write. */
    private String withNumber() {
        var number =
                pick(
                        "1e400",
                        "-1e400",
                        "99999999999999999999",
                        "1.5",
                        "-1",
                        "0",
                        "NaN",
                        "0x10",
                        "01",
                        BigInteger.TEN.pow(5_000).toString());
        var field = pick("priority", "max_attempts");
        var place =
                field.equals("priority")
                        ? "\"priority\": %s"
                        : "\"limits\": {\"max_attempts\": %s}";
        return "{\"plan\": {\"title\": \"T\", \"subtasks\": [{\"key\": \"a\", \"executor\": {\"kind\": \"none\"}, "
                + place.formatted(number)
                + "}]}}";
    }

    private Map<String, Object> unknownWord() {
        var job = new HashMap<>(plan(Task.none("a").with("lane", pick("cooking", "CODE!", ""))));
        if (random.nextBoolean()) {
            job.putAll(plan(Task.none("a")));
            job.put(pick("lane", "delivery", "plan_format"), "pigeon");
        }
        return job;
    }

    private Map<String, Object> outOfBounds() {
        return switch (random.nextInt(7)) {
            case 0 -> plan();
            case 1 ->
                    plan(
                            Task.none(
                                    pick(
                                            "",
                                            "a b",
                                            "-a",
                                            "a".repeat(65),
                                            "final-checks",
                                            "a\u0000",
                                            "\u00e4")));
            case 2 ->
                    plan(
                            Task.none("a")
                                    .with(
                                            "limits",
                                            Map.of(
                                                    "timeout",
                                                    pick(
                                                            "PT0S", "-PT1S", "P2D", "soon",
                                                            "PT1e9S"))));
            case 3 ->
                    plan(
                            Task.none("a")
                                    .with(
                                            "files",
                                            List.of(pick("/etc/passwd", "../x", "a/../../x", ""))));
            case 4 -> plan(Task.none("a").with("title", pick("two\nlines", "x".repeat(201))));
            case 5 -> plan(Task.none("a").with("priority", random.nextInt(6, 1_000)));
            default -> {
                var job = new HashMap<>(plan(Task.none("a")));
                job.put("max_workers", -random.nextInt(1_000));
                yield job;
            }
        };
    }

    private Task badExecutor() {
        var a = new Task(Map.of("key", "a"));
        return switch (random.nextInt(5)) {
            case 0 -> a;
            case 1 -> a.with("executor", Map.of("kind", "magic"));
            case 2 -> a.with("executor", Map.of("kind", "command"));
            case 3 ->
                    a.with("executor", Map.of("kind", "command", "run", "x", "argv", List.of("x")));
            default -> a.with("executor", Map.of("kind", "command", "argv", List.of()));
        };
    }

    private Map<String, Object> badText() {
        return job(
                pick(
                        "title: [",
                        "",
                        "subtasks: 5",
                        "# Only a title",
                        "\t",
                        "title: T\nsubtasks:\n- key: a\n",
                        "{\"title\":",
                        "&a [*a]",
                        "!!java.net.URL [\"http://localhost\"]"));
    }

    private static Map<String, Object> plan(Task... tasks) {
        return job(Task.plan("T", List.of(tasks)));
    }

    private static Map<String, Object> job(Object plan) {
        return Map.of("plan", plan);
    }

    private int number() {
        return random.nextInt(1_000);
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
