package dev.codefleet.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.codefleet.cli.fleet.CommandContext;
import dev.codefleet.cli.terminal.Style;
import dev.codefleet.cli.terminal.Terminal;
import dev.codefleet.localfleet.AotTraining;
import dev.codefleet.localfleet.FleetStandIn;
import dev.codefleet.localfleet.Home;
import dev.codefleet.support.Directories;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code codefleet train}, for the launcher: goes through what short commands do, so that an
 * ahead-of-time cache knows all of it. The fleet is a stand-in within this process.
 */
@Command(
        name = "train",
        hidden = true,
        description = "Goes through the short commands, and prints nothing.",
        mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
    private static final String JOB =
            """
            {"id": "job1", "title": "T", "state": "SUCCEEDED", "lane": "code", "owner": "manager-1",
             "delivery": "download", "subtasks": {"SUCCEEDED": 1}, "slots": 2, "work_ms": 10,
             "makespan_ms": 20, "created_at": "2026-01-01T00:00:00Z",
             "finished_at": "2026-01-01T00:00:01Z"}\
            """;
    private static final String SUBTASK =
            """
            {"key": "a", "title": "A", "state": "SUCCEEDED", "depends_on": [], "priority": 3,
             "lane": "code", "programmer": "programmer-1", "attempts": 1, "iterations": 1,
             "files_changed": 1, "lines_added": 1, "lines_deleted": 0, "duration_ms": 10}\
            """;
    private static final String FLEET =
            """
            {"gateways": [], "registries": [], "managers": [{"kind": "manager", "id": "manager-1",
               "url": "http://127.0.0.1:1", "state": "IDLE", "liveness": "ALIVE", "lanes": ["code"],
               "jobs": []}],
             "programmers": [{"kind": "programmer", "id": "programmer-1", "url": "http://127.0.0.1:2",
               "state": "IDLE", "liveness": "ALIVE", "lanes": ["code"], "slots": 2, "free_slots": 2,
               "attempts": []}]}\
            """;
    private static final Map<String, String> ANSWERS =
            Map.of(
                    "/v1/fleet",
                    FLEET,
                    "/v1/jobs",
                    "{\"items\": [" + JOB + "]}",
                    "/v1/jobs/job1",
                    JOB,
                    "/v1/jobs/job1/subtasks",
                    "{\"items\": [" + SUBTASK + "]}");
    private static final String EVENTS =
            """
            id: 1
            event: status
            data: {"seq": 1, "at": "2026-01-01T00:00:00Z", "type": "STATUS", "from": "manager-1",\
             "body": {"what": "job", "state": "SUCCEEDED"}}

            event: end
            data: {"seq": 1, "at": "2026-01-01T00:00:00Z", "type": "STATUS", "from": "manager-1",\
             "body": {"complete": true}}

            """;

    private static final List<String> LINES =
            List.of(
                    "status",
                    "status --json",
                    "jobs",
                    "jobs --json",
                    "show job1",
                    "show job1 --json",
                    "logs job1");

    private static final List<String> HELP = List.of("--help", "run --help", "--version");

    /** They end with an error each. */
    private static final List<String> MISTAKES =
            List.of("list", "status --josn", "validate --plan /nowhere/plan.yaml");

    /** Plans in each of their forms, by the ending of their file's name. */
    private static final Map<String, String> PLANS =
            Map.of(
                    ".yaml",
                    """
                    version: 1
                    title: T
                    defaults: {max_attempts: 2}
                    subtasks:
                      - key: a
                        title: A
                        goal: |
                          Two
                          lines
                        executor: {kind: command, run: "true"}
                        checks: ["true"]
                      - key: b
                        depends_on: [a]
                        files: ["src/**"]
                        executor: {kind: none}
                        checks: ["true"]
                    final_checks: ["true"]
                    """,
                    ".json",
                    """
                    {"title": "T", "subtasks": [{"key": "a", "executor": {"kind": "none"}, "checks": ["true"]}]}
                    """);

    /** Begins like that of a fleet's training, which deletes what one that was ended left. */
    static final String DIRECTORY = AotTraining.DIRECTORY + "cli-";

    private final CommandContext context;

    TrainCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        Codefleet.warmUp();
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var server = HttpServer.create(address, 0);
        server.createContext("/", TrainCommand::answer);
        server.start();
        var directory = Files.createTempDirectory(DIRECTORY);
        var home = new Home(directory);
        var gateway = "http://127.0.0.1:" + server.getAddress().getPort();
        try (var fleet = FleetStandIn.in(home, gateway)) {
            var lines = new ArrayList<>(HELP);
            lines.addAll(LINES);
            lines.add("status --gateway " + gateway);
            var worst = lines.stream().mapToInt(line -> run(home, line)).max().orElse(0);
            MISTAKES.forEach(line -> mistake(home, line));
            return Math.max(worst, validate(home));
        } finally {
            server.stop(0);
            Directories.delete(directory);
        }
    }

    private int validate(Home home) throws IOException {
        var worst = 0;
        for (var plan : PLANS.entrySet()) {
            var file = Files.createTempFile("codefleet-plan", plan.getKey());
            try {
                Files.writeString(file, plan.getValue());
                worst = Math.max(worst, run(home, "validate --plan " + file));
            } finally {
                Files.delete(file);
            }
        }
        return worst;
    }

    private int run(Home home, String line) {
        return run(home, line, context.terminal().err());
    }

    private void mistake(Home home, String line) {
        run(home, line, nowhere());
    }

    private int run(Home home, String line, PrintStream err) {
        var quiet =
                new CommandContext(
                        home,
                        context.installation(),
                        Map.of(),
                        new Terminal(nowhere(), err, Style.PLAIN, false));
        return Codefleet.execute(quiet, line.split(" ", -1));
    }

    private static PrintStream nowhere() {
        return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var isStream = path.endsWith("/events");
            var body = isStream ? EVENTS : ANSWERS.getOrDefault(path, "{}");
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            var type = isStream ? "text/event-stream" : "application/json";
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
