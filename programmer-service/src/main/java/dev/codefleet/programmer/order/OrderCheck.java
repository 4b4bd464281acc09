package dev.codefleet.programmer.order;

import dev.codefleet.contract.attempt.Order;
import dev.codefleet.contract.attempt.Source;
import dev.codefleet.contract.plan.Executor;
import dev.codefleet.contract.plan.Limits;
import dev.codefleet.contract.problem.FieldError;
import dev.codefleet.git.CommitId;
import dev.codefleet.git.RefName;
import dev.codefleet.git.RepositoryUrl;
import dev.codefleet.programmer.workspace.UploadedBundles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Finds all that is wrong with an order at once. Serves one order. */
public final class OrderCheck {
    static final Duration LONGEST_TIMEOUT = Duration.ofHours(24);
    private static final int MOST_ITERATIONS = 100;
    private static final int MOST_CHECKS = 200;
    private static final int MOST_FILES = 1_000;
    private static final int MOST_BUNDLES = 1_000;
    private static final int MOST_ACKNOWLEDGED = 10_000;
    private static final int MOST_ARGUMENTS = 1_000;
    private static final int LONGEST_SCRIPT = 256 * 1024;
    private static final int LONGEST_ARGUMENT = 100 * 1024;
    private static final int LONGEST_GLOB = 500;
    private static final int LONGEST_TITLE = 1_000;

    private final List<FieldError> errors = new ArrayList<>();

    private OrderCheck() {}

    /**
     * Checks all fields of an order.
     *
     * @return what is wrong; empty for a good order
     */
    public static List<FieldError> errors(Order order) {
        var check = new OrderCheck();
        check.fields(order);
        check.executor(order.task().executor());
        check.limits(order.task().limits());
        var source = order.source();
        if (source != null) {
            check.source(source);
        }
        return check.errors;
    }

    private void fields(Order order) {
        require(order.sender().fence() >= 0, "fence", "is negative", "0 or more");
        atMost(order.task().title().length(), LONGEST_TITLE, "title", "characters");
        entries(order.acknowledge(), MOST_ACKNOWLEDGED, "acknowledge");
        texts(order.task().checks(), MOST_CHECKS, LONGEST_SCRIPT, "checks");
        texts(order.task().files(), MOST_FILES, LONGEST_GLOB, "files");
    }

    private void executor(Executor executor) {
        switch (executor) {
            case Executor.None ignored -> {}
            case Executor.Command command -> command(command);
            case Executor.Agent ignored -> unknownExecutor("agent");
            case Executor.Llm ignored -> unknownExecutor("llm");
        }
    }

    private void unknownExecutor(String kind) {
        wrong("executor.kind", "this programmer has no executor '" + kind + "'", "command or none");
    }

    private void command(Executor.Command command) {
        var run = command.run();
        var argv = command.argv();
        if ((run == null) == (argv == null)) {
            wrong("executor", "must have one of run and argv", "run or argv");
        }
        if (run != null) {
            atMost(run.length(), LONGEST_SCRIPT, "executor.run", "characters");
        }
        if (argv != null) {
            texts(argv, MOST_ARGUMENTS, LONGEST_ARGUMENT, "executor.argv");
            require(
                    !argv.isEmpty() && !"".equals(argv.getFirst()),
                    "executor.argv",
                    "names no program",
                    "a program and its arguments");
            require(
                    argv.stream().noneMatch(text -> text != null && text.indexOf('\0') >= 0),
                    "executor.argv",
                    "has a zero character",
                    "none");
        }
    }

    private void limits(Limits limits) {
        var timeout = limits.timeout();
        if (!timeout.isPositive() || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            wrong("limits.timeout", "is " + timeout, "more than zero, at most " + LONGEST_TIMEOUT);
        }
        var grace = limits.grace();
        if (grace != null && (grace.isNegative() || grace.compareTo(LONGEST_TIMEOUT) > 0)) {
            wrong("limits.grace", "is " + grace, "zero or more, at most " + LONGEST_TIMEOUT);
        }
        var iterations = limits.maxIterations();
        if (iterations < 1 || iterations > MOST_ITERATIONS) {
            wrong("limits.max_iterations", "is " + iterations, "1 to " + MOST_ITERATIONS);
        }
    }

    private void source(Source source) {
        require(
                RepositoryUrl.isValid(source.url()),
                "source.url",
                "is no repository URL",
                "https, http, ssh, file, user@host:path, an absolute path or bundle:<sha256>");
        require(RefName.isValid(source.ref()), "source.ref", "is no ref name", "a branch or tag");
        require(CommitId.isFull(source.origin()), "source.origin", "is no commit", "40 hex digits");
        require(CommitId.isFull(source.base()), "source.base", "is no commit", "40 hex digits");
        if (entries(source.bundles(), MOST_BUNDLES, "source.bundles")) {
            for (var i = 0; i < source.bundles().size(); i++) {
                require(
                        UploadedBundles.isName(source.bundles().get(i).sha256()),
                        "source.bundles[" + i + "].sha256",
                        "is no SHA-256",
                        "64 lower-case hex digits");
            }
        }
    }

    private void texts(List<String> texts, int most, int longest, String field) {
        if (entries(texts, most, field)) {
            for (var i = 0; i < texts.size(); i++) {
                atMost(texts.get(i).length(), longest, field + "[" + i + "]", "characters");
            }
        }
    }

    /** JSON lets null into any list. */
    private boolean entries(List<?> list, int most, String field) {
        atMost(list.size(), most, field, "entries");
        for (var entry : list) {
            if (entry == null) {
                wrong(field, "has null entries", "none");
                return false;
            }
        }
        return true;
    }

    private void atMost(int size, int most, String field, String unit) {
        // Not a text for each field of each order that is right.
        if (size > most) {
            wrong(field, "has " + size + " " + unit, "at most " + most + " " + unit);
        }
    }

    private void require(boolean isRight, String field, String message, String expected) {
        if (!isRight) {
            wrong(field, message, expected);
        }
    }

    private void wrong(String field, String message, String expected) {
        errors.add(new FieldError(null, field, message, expected));
    }
}
