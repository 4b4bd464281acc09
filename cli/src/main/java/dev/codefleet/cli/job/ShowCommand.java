package dev.codefleet.cli.job;

import dev.codefleet.cli.fleet.CommandContext;
import dev.codefleet.cli.fleet.GatewayOption;
import dev.codefleet.cli.terminal.WordWrap;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.gatewayclient.ExitCode;
import dev.codefleet.gatewayclient.GatewayClient;
import dev.codefleet.support.Json;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code codefleet show JOB}. */
@Command(
        name = "show",
        description = "Shows a job and its subtasks.",
        mixinStandardHelpOptions = true)
public final class ShowCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin private GatewayOption connection = new GatewayOption();

    @Parameters(paramLabel = "JOB", description = "The job's id.")
    private String job = "";

    @Option(names = "--json", description = "Print one JSON object, as run --json does.")
    private boolean isJson;

    @Option(names = "--failed", description = "Show only the subtasks that ended without success.")
    private boolean isFailedOnly;

    public ShowCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var id = JobIds.parse(job, connection.again());
        var gateway = connection.require(context);
        var view = gateway.job(id);
        var wait = waitOf(gateway, view);
        var whole = JobResult.of(view, gateway.subtasks(id), wait);
        var result = isFailedOnly ? whole.failedOnly() : whole;
        var terminal = context.terminal();
        if (isJson) {
            terminal.sayJson(Json.text(result));
        } else {
            sayHead(view);
            if (wait != null) {
                terminal.tell(wait.text());
                terminal.say("");
            }
            new JobReport(terminal.style())
                    .lines(result, terminal.columns())
                    .forEach(terminal::say);
        }
        return ExitCode.SUCCEEDED.number();
    }

    /** Of a job that works it is needed as well, by a manager that takes the job over. */
    private static @Nullable RepositoryWait waitOf(GatewayClient gateway, JobView view) {
        if (view.state().isFinal() || view.files().repository() == null) {
            return null;
        }
        var last = new AtomicReference<@Nullable RepositoryWait>();
        try (var events = gateway.eventsSoFar(view.id())) {
            events.forEach(event -> last.set(RepositoryWait.after(last.get(), event)), () -> true);
        }
        return last.get();
    }

    private void sayHead(JobView view) {
        var terminal = context.terminal();
        WordWrap.wrapped(view.title(), terminal.columns())
                .forEach(line -> terminal.say(terminal.style().bold(line)));
        var ownership = view.ownership();
        if (ownership.submittedBy() != null) {
            terminal.tell(
                    "Submitted  by "
                            + ownership.submittedBy()
                            + (ownership.project() == null
                                    ? ""
                                    : ", project " + ownership.project()));
        }
        if (view.files().repository() != null) {
            var ref = view.files().ref() == null ? "HEAD" : view.files().ref();
            var base = view.files().base() == null ? "" : " (" + view.files().base() + ")";
            terminal.tell("Repository " + view.files().repository() + ", from " + ref + base);
        }
        if (view.files().commit() != null) {
            terminal.tell(
                    "Result     " + view.files().branch() + " (" + view.files().commit() + ")");
        }
        terminal.say("");
    }
}
