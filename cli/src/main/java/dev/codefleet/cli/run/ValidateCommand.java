package dev.codefleet.cli.run;

import dev.codefleet.cli.fleet.CommandContext;
import dev.codefleet.gatewayclient.ExitCode;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code codefleet validate}. */
@Command(
        name = "validate",
        description =
                "Checks a plan, without any fleet, and names all its faults with their lines.",
        mixinStandardHelpOptions = true)
public final class ValidateCommand implements Callable<Integer> {
    private final CommandContext context;

    @Option(
            names = "--plan",
            required = true,
            paramLabel = "FILE",
            description = "The plan: YAML, JSON or Markdown; - is standard input.")
    private Path plan = Path.of("");

    public ValidateCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var file = PlanFile.read(plan);
        var valid = file.require();
        var subtasks = valid.subtasks().size();
        var checks = valid.finalChecks().size();
        context.terminal()
                .tell(
                        file.name()
                                + " is a valid plan: "
                                + count(subtasks, "subtask")
                                + " and "
                                + count(checks, "final check")
                                + ".");
        return ExitCode.SUCCEEDED.number();
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
