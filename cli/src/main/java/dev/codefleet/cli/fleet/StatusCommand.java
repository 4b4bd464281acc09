package dev.codefleet.cli.fleet;

import dev.codefleet.cli.terminal.Table;
import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.job.FleetView;
import dev.codefleet.contract.job.FleetView.Load;
import dev.codefleet.contract.job.FleetView.Member;
import dev.codefleet.gatewayclient.ExitCode;
import dev.codefleet.support.Json;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code codefleet status}. */
@Command(
        name = "status",
        description = "Shows the fleet: its processes, their states, jobs and slots.",
        mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin private GatewayOption connection = new GatewayOption();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean isJson;

    public StatusCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var view = connection.require(context).fleet();
        var local = new LocalPids(context.home());
        var merged =
                new FleetView(
                        local.fill(view.gateways()),
                        local.fill(view.managers()),
                        local.fill(view.registries()),
                        local.fill(view.programmers()));
        if (isJson) {
            context.terminal().sayJson(Json.text(merged));
        } else {
            context.terminal().show(table(merged));
        }
        return ExitCode.SUCCEEDED.number();
    }

    private static Table table(FleetView view) {
        var headers = List.of("KIND", "ID", "STATE", "LIVENESS", "VERSION", "PID", "URL", "WORK");
        var table = new Table(headers, Set.of(5), List.of(6, 5, 4, 0));
        Stream.of(view.gateways(), view.managers(), view.registries(), view.programmers())
                .flatMap(List::stream)
                .forEach(member ->
                        table.add(
                                member.kind(),
                                member.id(),
                                word(member.state()),
                                word(member.liveness()),
                                member.version() == null ? "-" : member.version(),
                                member.pid() == null ? "-" : member.pid(),
                                member.url(),
                                work(member)));
        return table;
    }

    private static String word(AgentState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static String word(Liveness liveness) {
        return liveness.name().toLowerCase(Locale.ROOT);
    }

    private static String work(Member member) {
        var message = member.message() == null ? "" : member.message();
        if (member.load().slots() != null) {
            return (busy(member.load()) + " " + String.join(" ", orEmpty(member.load().attempts())))
                    .strip();
        }
        var jobs = orEmpty(member.load().jobs());
        var work = jobs.isEmpty() ? "" : "jobs: " + String.join(" ", jobs);
        return work.isEmpty() || message.isEmpty() ? work + message : work + "; " + message;
    }

    private static String busy(Load load) {
        var slots = load.slots() == null ? 0 : load.slots();
        var free = load.freeSlots() == null ? 0 : load.freeSlots();
        return (slots - free) + " of " + slots + " slots busy";
    }

    private static List<String> orEmpty(@Nullable List<String> list) {
        return list == null ? List.of() : list;
    }
}
