package dev.codefleet.cli.job;

import dev.codefleet.cli.fleet.CommandContext;
import dev.codefleet.cli.fleet.GatewayOption;
import dev.codefleet.cli.terminal.Durations;
import dev.codefleet.cli.terminal.Table;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.gatewayclient.ExitCode;
import dev.codefleet.support.Json;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code codefleet jobs}. */
@Command(
        name = "jobs",
        description = "Lists jobs, the newest first, or deletes jobs that have ended.",
        mixinStandardHelpOptions = true)
public final class JobsCommand implements Callable<Integer> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    private final CommandContext context;

    @Mixin private GatewayOption connection = new GatewayOption();

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "Only jobs in this state: ${COMPLETION-CANDIDATES}.")
    private @Nullable JobState state;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "Most jobs to list (${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--json", description = "Print one JSON array.")
    private boolean isJson;

    @Option(
            names = "--delete",
            paramLabel = "JOB",
            arity = "1..*",
            description =
                    "Delete these jobs, which must have ended, with their logs, receipts and results.")
    private List<String> deleted = List.of();

    public JobsCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (deleted.isEmpty()) {
            list();
        } else {
            delete();
        }
        return ExitCode.SUCCEEDED.number();
    }

    /** All ids are looked at before the first job is deleted. */
    private void delete() {
        var ids =
                deleted.stream()
                        .map(id -> JobIds.parse(id, connection.again()))
                        .distinct()
                        .toList();
        var gateway = connection.require(context);
        for (var id : ids) {
            gateway.delete(id);
            if (!isJson) {
                context.terminal().say("Job " + id + " is deleted.");
            }
        }
        if (isJson) {
            context.terminal().say(Json.text(ids));
        }
    }

    private void list() {
        var jobs = connection.require(context).jobs(state, Math.max(1, limit));
        if (isJson) {
            context.terminal().sayJson(Json.text(jobs));
        } else if (jobs.isEmpty()) {
            context.terminal().say("No jobs.");
        } else {
            context.terminal().show(table(jobs));
        }
    }

    private static Table table(List<JobView> jobs) {
        var headers = List.of("JOB", "STATE", "DONE", "SUBMITTED", "BY", "MAKESPAN", "TITLE");
        var table = new Table(headers, Set.of(2, 5), List.of(5, 4, 3));
        for (var job : jobs) {
            var makespan = job.times().makespanMs();
            table.add(
                    job.id(),
                    job.state().name().toLowerCase(Locale.ROOT),
                    done(job),
                    TIME.format(job.times().createdAt().atZone(ZoneId.systemDefault())),
                    by(job.ownership()),
                    makespan == null ? "-" : Durations.text(makespan),
                    job.title());
        }
        return table;
    }

    private static String by(JobView.Ownership ownership) {
        var key = ownership.submittedBy() == null ? "-" : ownership.submittedBy();
        return ownership.project() == null ? key : key + " (" + ownership.project() + ")";
    }

    private static String done(JobView job) {
        var all = job.subtasks().values().stream().mapToInt(Integer::intValue).sum();
        return job.subtasks().getOrDefault(SubtaskState.SUCCEEDED, 0) + "/" + all;
    }
}
