package dev.codefleet.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.codefleet.cli.fleet.Workplace;
import dev.codefleet.cli.terminal.Style;
import dev.codefleet.cli.terminal.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code codefleet train}, for the launcher: goes through what commands do that ask a fleet, so
 * that an ahead-of-time cache knows all of it. The fleet is a stand-in within this process.
 */
@Command(
        name = "train",
        hidden = true,
        description = "Goes through the commands that ask a fleet, and prints nothing.",
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
    private static final List<String> LINES =
            List.of(
                    "status",
                    "status --json",
                    "jobs",
                    "jobs --json",
                    "show job1",
                    "show job1 --json");

    private final Workplace workplace;

    TrainCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public Integer call() throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var server = HttpServer.create(address, 0);
        server.createContext("/", TrainCommand::answer);
        server.start();
        try {
            var gateway = "http://127.0.0.1:" + server.getAddress().getPort();
            return LINES.stream()
                    .mapToInt(line -> run(line + " --gateway " + gateway))
                    .max()
                    .orElse(0);
        } finally {
            server.stop(0);
        }
    }

    private int run(String line) {
        var nowhere =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        var quiet =
                new Workplace(
                        workplace.home(),
                        workplace.installation(),
                        Map.of(),
                        new Terminal(nowhere, workplace.terminal().err(), Style.PLAIN, false));
        var arguments = line.split(" ", -1);
        return Codefleet.execute(quiet, arguments);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = ANSWERS.getOrDefault(exchange.getRequestURI().getPath(), "{}");
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
