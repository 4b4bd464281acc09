package dev.codefleet.cli.fleet;

import dev.codefleet.cli.terminal.Table;
import dev.codefleet.cli.terminal.WordWrap;
import dev.codefleet.contract.job.DiskView;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.ExitCode;
import dev.codefleet.gatewayclient.GatewayClient;
import dev.codefleet.support.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code codefleet disk}. */
@Command(
        name = "disk",
        description =
                "Shows what lies where, in bytes: the files of this machine's fleet, and the tables of"
                        + " the database where a fleet is up.",
        mixinStandardHelpOptions = true)
public final class DiskCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin private GatewayOption connection = new GatewayOption();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean isJson;

    /**
     * What is printed as JSON.
     *
     * @param files of this machine's fleet; empty where a gateway was named
     * @param tables of the database; null where no fleet is up
     */
    private record View(List<DiskSurvey.Entry> files, @Nullable List<DiskView.Table> tables) {}

    public DiskCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var isElsewhere = connection.isNamed(context);
        var view =
                new View(
                        isElsewhere
                                ? List.of()
                                : new DiskSurvey(
                                                context.home(),
                                                context.installation(),
                                                context.environment())
                                        .entries(),
                        tables(isElsewhere));
        if (isJson) {
            context.terminal().say(Json.text(view));
        } else {
            lines(view, context.terminal().columns()).forEach(context.terminal()::say);
            if (isElsewhere) {
                context.terminal()
                        .note(
                                "What a fleet elsewhere keeps in files is in the metrics of its"
                                        + " services (codefleet_..._disk_bytes).");
            }
        }
        return ExitCode.SUCCEEDED.number();
    }

    /** Files can be looked at whether or not their fleet is up. */
    private @Nullable List<DiskView.Table> tables(boolean isElsewhere) {
        if (isElsewhere) {
            return connection.require(context).disk().tables();
        }
        try {
            return connection
                    .find(context, Duration.ZERO)
                    .map(GatewayClient::disk)
                    .map(DiskView::tables)
                    .orElse(null);
        } catch (CommandFailed unanswered) {
            unanswered.lines().forEach(context.terminal()::note);
            return null;
        }
    }

    private static List<String> lines(View view, int columns) {
        var lines = new ArrayList<String>();
        if (!view.files().isEmpty()) {
            var table =
                    new Table(List.of("WHAT", "BYTES", "FILES", "WHERE"), Set.of(1, 2), List.of(2));
            view.files()
                    .forEach(each ->
                            table.add(each.what(), each.bytes(), each.files(), each.path()));
            table.add(
                    "all",
                    view.files().stream().mapToLong(DiskSurvey.Entry::bytes).sum(),
                    view.files().stream().mapToLong(DiskSurvey.Entry::files).sum(),
                    "");
            lines.addAll(table.lines(columns));
        }
        var tables = view.tables();
        if (tables == null) {
            lines.add("");
            lines.addAll(
                    WordWrap.wrapped(
                            "No fleet is up, so that the database's tables cannot be asked for.",
                            columns));
        } else {
            var table = new Table(List.of("TABLE", "BYTES", "ROWS (ABOUT)"), Set.of(1, 2));
            tables.forEach(each -> table.add(each.name(), each.bytes(), each.rows()));
            if (!lines.isEmpty()) {
                lines.add("");
            }
            lines.addAll(table.lines(columns));
        }
        return lines;
    }
}
