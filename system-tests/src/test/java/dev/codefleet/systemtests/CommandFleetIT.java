package dev.codefleet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.codefleet.support.TcpPorts;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Starts and stops fleets by the command. */
class CommandFleetIT {
    private static final int DATABASE_PORT = 6190;
    private static final int GATEWAY_PORT = 6101;

    /** Until gateways obey a change of the access file. */
    private static final Duration OBEYED = Duration.ofSeconds(10);

    private final Path home = Scratch.directory("home");
    private final Cli cli = new Cli(home);
    private final int offset = FreePorts.offset();

    CommandFleetIT() {
        Fleet.prepare();
    }

    @AfterEach
    void stop() {
        cli.run("down");
    }

    @Test
    void aFleetGoesUpOnceTellsItsStatusAndGoesDownWhole() {
        var up = cli.run("up", "--detach", "--programmers", "2", "--port-offset", "" + offset);
        assertThat(up.exitCode()).as(up.err()).isZero();

        var again = cli.run("up", "--detach", "--port-offset", "" + offset);
        assertThat(again.exitCode()).isZero();
        assertThat(again.out()).contains("up already");

        var status = cli.run("status", "--json").json();
        assertStatus(status);
        assertThat(mentioningHome()).isNotEmpty();

        var down = cli.run("down");
        assertThat(down.exitCode()).as(down.err()).isZero();
        assertThat(mentioningHome()).as("processes").isEmpty();
        assertThat(
                        members(status)
                                .map(CommandFleetIT::pid)
                                .filter(pid -> ProcessHandle.of(pid).isPresent()))
                .isEmpty();
        assertThat(
                        Stream.concat(
                                members(status).map(CommandFleetIT::port),
                                Stream.of(DATABASE_PORT + offset)))
                .allSatisfy(port -> assertThat(TcpPorts.isFree(port)).as("port %s", port).isTrue());
        assertThat(cli.run("status").exitCode()).isEqualTo(3);
    }

    @Test
    void aFleetAsksEverybodyForAKeyAndItsOwnerNeedNotNameIt() {
        var up = cli.run("up", "--detach", "--programmers", "1", "--port-offset", "" + offset);
        assertThat(up.exitCode()).as(up.err()).isZero();
        var gateway = "http://127.0.0.1:" + (GATEWAY_PORT + offset);

        assertThat(cli.run("jobs").exitCode()).isZero();
        assertThat(cli.run("jobs", "--gateway", gateway).exitCode()).isZero();
        assertThat(status(new Api(gateway), "/v1/fleet")).isEqualTo(401);
        assertThat(status(new Api(gateway), "/q/metrics")).isEqualTo(401);
        assertThat(status(new Api(gateway), "/q/health/ready")).isEqualTo(200);
        var stranger = new Cli(Scratch.directory("home")).run("jobs", "--gateway", gateway);
        assertThat(stranger.exitCode()).isEqualTo(2);
        assertThat(stranger.err()).contains("NO_KEY", "CODEFLEET_KEY");

        var key = cli.run("key", "create", "anna", "--role", "viewer").out().strip();
        var anna = new Api(gateway, key);
        assertThat(Eventually.holds(OBEYED, () -> status(anna, "/v1/jobs") == 200)).isTrue();
        assertThat(status(anna, "/q/metrics")).isEqualTo(403);
        var cancel =
                new Cli(Scratch.directory("home"), key).run("cancel", "--gateway", gateway, "job1");
        assertThat(cancel.err()).contains("ROLE_NEEDED", "submitter or operator");

        assertThat(cli.run("key", "revoke", "anna").exitCode()).isZero();
        assertThat(Eventually.holds(OBEYED, () -> status(anna, "/v1/jobs") == 401)).isTrue();
        assertThat(cli.run("status").exitCode()).isZero();
    }

    private static int status(Api api, String path) {
        return api.send(api.request(path).build()).statusCode();
    }

    @Test
    void runBringsItsOwnFleetAndTakesItAway() throws IOException {
        var repository = Repository.create();
        var plan = home.resolve("plan.md");
        Files.writeString(plan, "# A plan\n\n## write: Write it\n\n- run: `echo x >x.txt`\n");

        var run =
                cli.run(
                        "run",
                        "--repo",
                        repository.directory().toString(),
                        "--plan",
                        plan.toString(),
                        "--programmers",
                        "1",
                        "--port-offset",
                        "" + offset);

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).contains("write", "programmer-1", "codefleet/");
        assertThat(repository.git("branch", "--list", "codefleet/*")).isNotBlank();
        assertThat(mentioningHome()).isEmpty();
        assertThat(TcpPorts.isFree(DATABASE_PORT + offset)).isTrue();
    }

    @Test
    void aDetachedRunStartsAFleetThatStaysForWhoeverAsksForItsResult() throws IOException {
        var repository = Repository.create();
        var plan = home.resolve("plan.md");
        Files.writeString(plan, "# A plan\n\n## write: Write it\n\n- run: `echo x >x.txt`\n");
        var path = repository.directory().toString();

        var run =
                cli.run(
                        "run",
                        "--detach",
                        "--repo",
                        path,
                        "--plan",
                        plan.toString(),
                        "--programmers",
                        "1",
                        "--port-offset",
                        "" + offset);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("Starting a fleet that stays", "down");
        var job = run.out().strip();
        assertThat(job).matches("[0-9a-z-]+");
        var watch = cli.run("watch", job);
        assertThat(watch.exitCode()).as(watch.out() + watch.err()).isZero();
        assertThat(watch.out()).contains("Job " + job + " succeeded");
        assertThat(repository.git("branch", "--list", "codefleet/*")).isBlank();
        var fetch = cli.run("fetch", job);
        assertThat(fetch.exitCode()).as(fetch.err()).isZero();
        assertThat(repository.git("show", "codefleet/" + job + ":x.txt")).isEqualTo("x\n");
        assertThat(cli.run("status", "--json").json().get("programmers")).hasSize(1);
    }

    @Test
    void withoutAFleetItEndsWithThree() {
        var outcome = cli.run("jobs");

        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(3);
        assertThat(outcome.err()).contains("No fleet is up");
    }

    private static void assertStatus(JsonNode status) {
        assertThat(status.get("gateways")).hasSize(1);
        assertThat(status.get("managers"))
                .hasSize(1)
                .allSatisfy(one -> assertThat(one.has("jobs")).isTrue());
        assertThat(status.get("registries")).hasSize(1);
        assertThat(status.get("programmers"))
                .hasSize(2)
                .allSatisfy(one -> {
                    assertThat(one.get("slots").asInt()).isEqualTo(2);
                    assertThat(one.get("free_slots").asInt()).isEqualTo(2);
                    assertThat(one.get("attempts")).isEmpty();
                });
        assertThat(members(status))
                .allSatisfy(one -> {
                    assertThat(one.get("kind").asText()).isNotBlank();
                    assertThat(one.get("id").asText()).isNotBlank();
                    assertThat(ProcessHandle.of(pid(one))).isPresent();
                    assertThat(one.get("state").asText()).isEqualTo("IDLE");
                    assertThat(one.get("liveness").asText()).isEqualTo("ALIVE");
                });
    }

    private static Stream<JsonNode> members(JsonNode status) {
        var members = new ArrayList<JsonNode>();
        for (var kind : List.of("gateways", "managers", "registries", "programmers")) {
            status.get(kind).forEach(members::add);
        }
        return members.stream();
    }

    private static long pid(JsonNode member) {
        return member.get("pid").asLong();
    }

    private static int port(JsonNode member) {
        return URI.create(member.get("url").asText()).getPort();
    }

    /** Command lines of processes that have to do with this test's fleet. */
    private List<String> mentioningHome() {
        return ProcessHandle.allProcesses()
                .map(process -> commandLine(process.pid()))
                .filter(line -> line.contains(home.toString()))
                .toList();
    }

    private static String commandLine(long pid) {
        try {
            var bytes = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline"));
            return new String(bytes, StandardCharsets.UTF_8).replace('\0', ' ');
        } catch (IOException _) {
            return "";
        }
    }
}
