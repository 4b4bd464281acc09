package dev.codefleet.plan;

import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.plan.Executor;
import dev.codefleet.contract.plan.Limits;
import dev.codefleet.contract.plan.Plan;
import dev.codefleet.contract.plan.PlannedSubtask;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Valid plans of every shape, from a seed. */
final class GeneratedPlan {
    private static final String[] WORDS = {
        "make",
        "- run: x",
        "## a",
        "null",
        "~",
        "3",
        "é🙂",
        "a: b",
        "\"q\"",
        "'",
        "#",
        "{x}",
        "[y]",
        "*z",
        "&w",
        "!!str",
        "%",
        "yes",
        "```",
        "\\n",
        "|",
        ">",
        "`code`",
        "---"
    };

    private static final List<Lane> LANES = List.of(Lane.values());

    private final RandomGenerator random;

    private GeneratedPlan(RandomGenerator random) {
        this.random = random;
    }

    static Plan of(RandomGenerator random, int subtasks) {
        var generated = new GeneratedPlan(random);
        var list = new ArrayList<PlannedSubtask>();
        for (var i = 0; i < subtasks; i++) {
            list.add(generated.subtask(i));
        }
        return new Plan(
                1,
                generated.line(),
                Duration.ofSeconds(random.nextLong(1, 2_592_001)),
                generated.texts(),
                list);
    }

    private PlannedSubtask subtask(int position) {
        var executor = executor();
        var needsGoal = executor instanceof Executor.Agent || executor instanceof Executor.Llm;
        return new PlannedSubtask(
                "k" + position,
                line(),
                needsGoal || random.nextBoolean() ? text().strip() : null,
                dependencies(position),
                random.nextInt(1, 6),
                random.nextBoolean() ? LANES.get(random.nextInt(LANES.size())) : null,
                random.nextBoolean() ? List.of("src/**", "*.md") : List.of(),
                texts(),
                executor,
                new Limits(
                        Duration.ofSeconds(random.nextLong(1, 86_401)),
                        random.nextInt(1, 21),
                        random.nextInt(1, 21),
                        random.nextBoolean() ? random.nextLong(1, 1_000_000) : null,
                        random.nextBoolean() ? new BigDecimal("0.25") : null,
                        random.nextBoolean() ? Duration.ofSeconds(random.nextLong(0, 301)) : null),
                new PlannedSubtask.Suggestions(lines(), lines(), lines()));
    }

    private List<String> dependencies(int position) {
        if (position == 0) {
            return List.of();
        }
        return random.ints(random.nextInt(4), 0, position)
                .distinct()
                .mapToObj(i -> "k" + i)
                .toList();
    }

    private Executor executor() {
        return switch (random.nextInt(5)) {
            case 0 -> new Executor.Command(text(), null);
            case 1 -> new Executor.Command(null, List.of("env", "", line()));
            case 2 -> new Executor.Agent(line(), optionalLine());
            case 3 -> new Executor.Llm(optionalLine());
            default -> new Executor.None();
        };
    }

    private @Nullable String optionalLine() {
        return random.nextBoolean() ? line() : null;
    }

    private List<String> lines() {
        return random.ints(random.nextInt(3)).mapToObj(_ -> line()).toList();
    }

    private List<String> texts() {
        return random.ints(random.nextInt(3)).mapToObj(_ -> text()).toList();
    }

    private String line() {
        var words = random.ints(random.nextInt(1, 5), 0, WORDS.length).mapToObj(i -> WORDS[i]);
        return String.join(" ", words.toList());
    }

    private String text() {
        var lines = random.ints(random.nextInt(1, 4)).mapToObj(_ -> line());
        return String.join("\n", lines.toList());
    }
}
