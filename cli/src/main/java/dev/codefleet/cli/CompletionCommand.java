package dev.codefleet.cli;

import dev.codefleet.cli.fleet.CommandContext;
import dev.codefleet.gatewayclient.ExitCode;
import dev.codefleet.gatewayclient.Invocation;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code codefleet completion SHELL}. */
@Command(name = "completion", mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
    private final CommandContext context;

    private CommandSpec spec = CommandSpec.create();

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

    /** The help says how it was called, which no constant can. */
    @Spec
    void describe(CommandSpec own) {
        spec = own;
        own.usageMessage()
                .description(
                        "Prints a script that completes commands and options in a shell.",
                        "bash: source <(" + Invocation.PLAIN.of("completion bash") + ")",
                        "zsh:  source <(" + Invocation.PLAIN.of("completion zsh") + ")",
                        "Put the line into ~/.bashrc or ~/.zshrc, with the launcher's full path, to"
                                + " have it always.");
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
