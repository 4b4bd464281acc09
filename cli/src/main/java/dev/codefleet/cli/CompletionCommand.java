package dev.codefleet.cli;

import dev.codefleet.cli.fleet.CommandContext;
import dev.codefleet.gatewayclient.ExitCode;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code codefleet completion SHELL}. */
@Command(
        name = "completion",
        description = {
            "Prints a script that completes commands and options in a shell.",
            "bash: source <(./codefleet completion bash)",
            "zsh:  source <(./codefleet completion zsh)",
            "Put the line into ~/.bashrc or ~/.zshrc, with the launcher's full path, to have it always."
        },
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
    private final CommandContext context;

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
    private Shell shell = Shell.bash;

    /** As people write them. */
    @SuppressWarnings("java:S115")
    enum Shell {
        bash,
        zsh
    }

    CompletionCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var script = AutoComplete.bash("codefleet", spec.root().commandLine());
        var out = context.terminal().out();
        out.println(script);
        out.flush();
        return ExitCode.SUCCEEDED.number();
    }
}
