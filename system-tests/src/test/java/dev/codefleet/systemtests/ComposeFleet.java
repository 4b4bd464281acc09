package dev.codefleet.systemtests;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerNetwork;
import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.job.FleetView;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;

/** The fleet of {@code docker-compose.yml}, in a project and on ports of its own. */
final class ComposeFleet implements AutoCloseable {
    static final int PROGRAMMERS = 10;
    static final int MANAGERS = 7;
    static final int GATEWAYS = 2;

    /** In which all must be healthy. */
    static final Duration LONGEST_START = Duration.ofSeconds(90);

    /** Fetches all dependencies on a machine that never built. */
    private static final Duration BUILD = Duration.ofMinutes(12);

    private static final Duration COMMAND = Duration.ofMinutes(3);

    private static final String NETWORK_STAYS = "has active endpoints";

    private static boolean isBuilt;

    private final DockerClient docker = DockerClientFactory.instance().client();
    private final ComposeProject project;
    private final String key;
    private final List<Api> gateways;
    private final Api prometheus;
    private final Duration startTime;
    private final ServedRepositories repositories;

    private ComposeFleet(
            ComposeProject project,
            String key,
            List<Api> gateways,
            Api prometheus,
            Duration startTime) {
        this.project = project;
        this.key = key;
        this.gateways = gateways;
        this.prometheus = prometheus;
        this.startTime = startTime;
        this.repositories = ServedRepositories.start(project.name() + "_fleet");
    }

    /** Builds the images if that was not done yet. */
    static synchronized void build() {
        if (!isBuilt) {
            new ComposeProject("codefleet-test-images", Map.of()).run(BUILD, "build");
            isBuilt = true;
        }
    }

    /** Builds the images, starts everything, and returns when all of it is healthy. */
    static ComposeFleet start() {
        var port = 6101 + FreePorts.offset();
        var ports =
                Map.of(
                        "CODEFLEET_GATEWAY_1_PORT", Integer.toString(port),
                        "CODEFLEET_GATEWAY_2_PORT", Integer.toString(port + 1),
                        "CODEFLEET_PROMETHEUS_PORT", Integer.toString(port + 2));
        var project = new ComposeProject("codefleet-test-" + port, ports);
        // Containers outlive the tests' process: also when that is stopped.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> down(project), "compose-down"));
        build();
        var startTime = project.up(COMMAND);
        if (startTime.compareTo(LONGEST_START) >= 0) {
            // What else the machine did only ever adds to it: a second try counts.
            down(project);
            startTime = project.up(COMMAND);
        }
        System.err.println("The fleet in containers was up in " + startTime.toSeconds() + " s.");
        var key = operatorsKey(project);
        var gateways =
                Stream.of(port, port + 1)
                        .map(one -> new Api("http://127.0.0.1:" + one, key))
                        .toList();
        return new ComposeFleet(
                project, key, gateways, new Api("http://127.0.0.1:" + (port + 2)), startTime);
    }

    /** As users get it. */
    private static String operatorsKey(ComposeProject project) {
        return project.run(COMMAND, "run", "--rm", "-T", "keys", "show").lines().toList().getLast();
    }

    /** The operator's key. */
    String key() {
        return key;
    }

    /** From the command to everything healthy, images being there. */
    Duration startTime() {
        return startTime;
    }

    Api api() {
        return gateways.getFirst();
    }

    List<Api> gateways() {
        return gateways;
    }

    /** Where Prometheus is once its profile was started. */
    Api prometheus() {
        return prometheus;
    }

    ServedRepositories repositories() {
        return repositories;
    }

    DockerClient docker() {
        return docker;
    }

    /** Runs a command of Compose on this project. */
    String compose(String... arguments) {
        return project.run(COMMAND, arguments);
    }

    /** Runs a script that calls Compose on this project. */
    void shell(Path directory, String script) {
        project.shell(COMMAND, directory, script);
    }

    /** Ids of all containers of a service, whatever they do. */
    List<String> containers(String service) {
        var labels =
                Map.of(
                        "com.docker.compose.project",
                        project.name(),
                        "com.docker.compose.service",
                        service);
        return docker.listContainersCmd().withShowAll(true).withLabelFilter(labels).exec().stream()
                .map(Container::getId)
                .toList();
    }

    /** All containers of the project. */
    List<InspectContainerResponse> all() {
        var label = Map.of("com.docker.compose.project", project.name());
        return docker.listContainersCmd().withShowAll(true).withLabelFilter(label).exec().stream()
                .map(container -> docker.inspectContainerCmd(container.getId()).exec())
                .toList();
    }

    /** The container of an agent, which has its host name in its id. */
    String container(String service, AgentId agent) {
        return containers(service).stream()
                .filter(id -> isIn(id, agent))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no container of " + agent));
    }

    /** Whether an agent runs in the container with this id. */
    static boolean isIn(String container, AgentId agent) {
        return agent.value().contains(container.substring(0, 12));
    }

    /** Cuts a container off its network; calls in progress get no answer. */
    void disconnect(String container) {
        docker.disconnectFromNetworkCmd()
                .withContainerId(container)
                .withNetworkId(project.name() + "_fleet")
                .exec();
    }

    /** Takes a container back, under the name of its service. */
    void reconnect(String container, String service) {
        docker.connectToNetworkCmd()
                .withContainerId(container)
                .withNetworkId(project.name() + "_fleet")
                .withContainerNetwork(new ContainerNetwork().withAliases(service))
                .exec();
    }

    /** Waits until the fleet is whole and idle: every test wants it so. */
    void awaitWhole() {
        var isWhole =
                Eventually.holds(
                        Duration.ofSeconds(150),
                        () -> gateways.stream().allMatch(ComposeFleet::isWhole));
        if (!isWhole) {
            throw new AssertionError("not all are back: " + api().fleet() + project.state());
        }
    }

    private static boolean isWhole(Api api) {
        try {
            var fleet = api.fleet();
            var idle =
                    fleet.programmers().stream()
                            .filter(ComposeFleet::isAlive)
                            .filter(one ->
                                    Objects.requireNonNullElse(one.load().freeSlots(), 0) == 2)
                            .count();
            return idle == PROGRAMMERS
                    && fleet.managers().stream().filter(ComposeFleet::isAlive).count() == MANAGERS
                    && fleet.gateways().stream().filter(ComposeFleet::isAlive).count() == GATEWAYS;
        } catch (UncheckedIOException | AssertionError _) {
            return false;
        }
    }

    static boolean isAlive(FleetView.Member member) {
        return member.liveness() == Liveness.ALIVE;
    }

    @Override
    public void close() {
        repositories.close();
        down(project);
    }

    private static void down(ComposeProject project) {
        try {
            project.run(COMMAND, "--profile", "observe", "down", "--volumes", "--timeout", "2");
        } catch (AssertionError e) {
            // Many containers that end at once can leave the engine with one too many on its
            // books: the network of which all have gone then stays, and is in nobody's way.
            if (!String.valueOf(e.getMessage()).contains(NETWORK_STAYS)) {
                throw e;
            }
            System.err.println("A network of the fleet in containers stays: " + project.name());
        }
    }
}
