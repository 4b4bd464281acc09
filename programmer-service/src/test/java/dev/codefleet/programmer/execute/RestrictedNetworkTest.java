package dev.codefleet.programmer.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.Receipt;
import dev.codefleet.programmer.egress.EgressLimits;
import dev.codefleet.programmer.egress.EgressProxy;
import dev.codefleet.programmer.egress.EgressRule;
import dev.codefleet.programmer.egress.Names;
import dev.codefleet.programmer.trust.StopReason;
import dev.codefleet.programmer.trust.StopSignal;
import dev.codefleet.support.Directories;
import dev.codefleet.web.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real tools in real bubblewrap, which reach hosts through the proxy. The hosts are stand-ins on
 * the loopback interface of the machine, which an operator excepts by their name.
 */
@EnabledIf("isPossible")
class RestrictedNetworkTest {
    private static final String HOST = "packages.example";

    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

    @TempDir Path temporary;
    private HttpServer server;
    private Path served;

    static boolean isPossible() {
        return Sandboxes.isBubblewrapHere() && ProxyForwarder.find().isPresent();
    }

    @BeforeEach
    void serve() throws IOException {
        served = Files.createDirectory(temporary.resolve("served"));
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var file = served.resolve(path.substring(1));
        if (path.equals("/redirect")) {
            var target = "http://elsewhere.example:%d/secret".formatted(port());
            exchange.getResponseHeaders().add("Location", target);
            exchange.sendResponseHeaders(302, -1);
        } else if (Files.isDirectory(file) && Files.exists(file.resolve("index"))) {
            send(exchange, Files.readAllBytes(file.resolve("index")));
        } else if (Files.isRegularFile(file)) {
            send(exchange, Files.readAllBytes(file));
        } else {
            exchange.sendResponseHeaders(404, -1);
        }
        exchange.close();
    }

    private static void send(HttpExchange exchange, byte[] content) throws IOException {
        exchange.getResponseHeaders()
                .add("Content-Type", content[0] == '<' ? "text/html" : "application/octet-stream");
        exchange.sendResponseHeaders(200, content.length);
        exchange.getResponseBody().write(content);
    }

    @Test
    void curlReachesWhatIsAllowedAndNothingElse() throws Exception {
        put("secret", "hello");

        var egress =
                run(
                        """
                        curl -sSf $url/secret; echo
                        curl -sSfp $url/secret; echo
                        curl -sS http://elsewhere.example:$port/secret
                        curl -sSL $url/redirect
                        curl -sS http://10.0.0.1/ http://169.254.169.254/latest/meta-data/
                        curl -sSg "http://[::ffff:10.0.0.1]/"
                        curl -sS --noproxy '*' http://127.0.0.1:$port/secret || echo not there
                        curl -sS --noproxy '*' $url/secret || echo no names
                        """);

        assertThat(lines).startsWith("hello", "hello").contains("not there", "no names");
        assertThat(lines).filteredOn("hello"::equals).hasSize(2);
        assertThat(lines)
                .filteredOn(line -> line.contains("elsewhere.example") && line.contains("list"))
                .hasSize(2);
        assertThat(egress.connections())
                .extracting(connection -> connection.host() + " " + connection.times())
                .containsExactly(
                        HOST + " 3", "elsewhere.example 2", "10.0.0.1 1", "169.254.169.254 1");
        assertThat(egress.others()).isEqualTo(1);
    }

    @Test
    void withoutTheExceptionThePrivateAddressIsRefused() throws Exception {
        put("secret", "hello");

        var egress =
                run(
                        new EgressRule(List.of(HOST + ":" + port()), List.of()),
                        "curl -sS $url/secret");

        assertThat(lines).singleElement().asString().contains("it is at a loopback address");
        assertThat(egress.connections())
                .singleElement()
                .satisfies(connection -> assertThat(connection.refused()).contains("loopback"));
    }

    @Test
    void gitClones() throws Exception {
        var repository = served.resolve("demo.git");
        git("init", "-q", "--bare", "-b", "main", repository.toString());
        git("-C", repository.toString(), "update-server-info");
        var work = temporary.resolve("source").toString();
        git("init", "-q", "-b", "main", work);
        git(
                "-C",
                work,
                "-c",
                "user.name=a",
                "-c",
                "user.email=a@b",
                "commit",
                "-q",
                "--allow-empty",
                "-m",
                "first one");
        git("-C", work, "push", "-q", repository.toString(), "main");
        git("-C", repository.toString(), "update-server-info");

        run(
                """
                git clone -q $url/demo.git demo && git -C demo log --format=%s
                git ls-remote git@packages.example:demo.git
                """);

        assertThat(lines)
                .startsWith("first one")
                .anyMatch(line -> line.contains("there is no ssh from here"));
    }

    /** A parent that is nowhere but on the stand-in. */
    @Test
    void mavenGetsItsArtifacts() throws Exception {
        assumeTrue(SandboxChoice.find("mvn", "/usr/bin").isPresent(), "mvn is not here");
        put(
                "demo/parent/1/parent-1.pom",
                """
                <project>
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>demo</groupId>
                  <artifactId>parent</artifactId>
                  <version>1</version>
                  <packaging>pom</packaging>
                  <description>from afar</description>
                </project>
                """);

        // Maven's own settings refuse plain HTTP.
        var egress =
                run(
                        """
                        cat >pom.xml <<END
                        <project>
                          <modelVersion>4.0.0</modelVersion>
                          <parent>
                            <groupId>demo</groupId>
                            <artifactId>parent</artifactId>
                            <version>1</version>
                            <relativePath/>
                          </parent>
                          <artifactId>child</artifactId>
                          <packaging>pom</packaging>
                          <repositories>
                            <repository><id>central</id><url>$url</url></repository>
                          </repositories>
                        </project>
                        END
                        echo '<settings/>' >global.xml
                        mvn -B -q -gs global.xml validate && echo validated
                        ls ~/.m2/repository/demo/parent/1
                        """);

        assertThat(lines).contains("parent-1.pom").anyMatch(line -> line.endsWith("validated"));
        assertThat(egress.connections())
                .singleElement()
                .satisfies(connection -> assertThat(connection.bytesReceived()).isPositive());
    }

    @Test
    void npmInstallsPackages() throws Exception {
        assumeTrue(SandboxChoice.find("npm", "/usr/bin").isPresent(), "npm is not here");
        var source = Files.createDirectories(temporary.resolve("npm/package"));
        Files.writeString(
                source.resolve("package.json"), "{\"name\":\"demo\",\"version\":\"1.0.0\"}");
        Files.writeString(source.resolve("index.js"), "console.log('from afar')");
        start(
                "tar",
                "czf",
                served.resolve("demo.tgz").toString(),
                "-C",
                temporary.resolve("npm").toString(),
                "package");
        put(
                "demo",
                """
                {"name": "demo", "dist-tags": {"latest": "1.0.0"}, "versions": {"1.0.0":
                    {"name": "demo", "version": "1.0.0", "dist": {"tarball": "http://%s:%d/demo.tgz"}}}}
                """
                        .formatted(HOST, port()));

        run(
                """
                npm install --no-audit --no-fund --no-update-notifier --registry $url/ demo
                node -e 'require("demo")'
                """);

        assertThat(lines).contains("from afar");
    }

    @Test
    void pipDownloadsPackages() throws Exception {
        assumeTrue(SandboxChoice.find("pip3", "/usr/bin").isPresent(), "pip is not here");
        put(
                "simple/demo/index",
                "<html><body><a href=\"/demo-1.0.tar.gz\">demo-1.0.tar.gz</a></body></html>");
        put("demo-1.0.tar.gz", "from afar");

        run(
                """
                /usr/bin/python3 -m pip download --no-deps --no-build-isolation --no-cache-dir \
                    --disable-pip-version-check \
                    --index-url $url/simple/ --trusted-host packages.example demo==1.0 || true
                """);

        // It is no archive, which pip says once it has it.
        assertThat(lines).anyMatch(line -> line.contains("Downloading") && line.contains(HOST));
    }

    @Test
    void theForwarderIsNoProcessThatIsWaitedFor() throws Exception {
        put("secret", "hello");
        var stop = new StopSignal(Ticker.system(), Duration.ofMinutes(1));

        // Asked to end, it still has its way out, and then keeps nobody waiting.
        var took =
                timed(() ->
                        run(
                                rule(),
                                """
                                trap 'curl -sSf $url/secret; echo; exit' TERM
                                curl -sSf $url/secret >/dev/null; echo ready
                                while true; do sleep 0.02; done
                                """,
                                stop));

        assertThat(lines).contains("ready", "hello");
        assertThat(took).isLessThan(Duration.ofSeconds(20));
    }

    private interface Work {
        void run() throws Exception;
    }

    private static Duration timed(Work work) throws Exception {
        var start = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private void put(String name, String content) throws IOException {
        var file = served.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private static void git(String... arguments) throws Exception {
        start(Stream.concat(Stream.of("git"), Stream.of(arguments)).toArray(String[]::new));
    }

    private static void start(String... line) throws Exception {
        assertThat(new ProcessBuilder(line).inheritIO().start().waitFor()).isZero();
    }

    private EgressRule rule() {
        return new EgressRule(List.of(), List.of(HOST + ":" + port()));
    }

    private Receipt.Egress run(String script) throws Exception {
        return run(rule(), script);
    }

    private Receipt.Egress run(EgressRule rule, String script) throws Exception {
        return run(rule, script, new StopSignal(Ticker.system(), Duration.ofMinutes(1)));
    }

    private Receipt.Egress run(EgressRule rule, String script, StopSignal stop) throws Exception {
        for (var place : List.of("work", "home", "tmp", "own")) {
            Files.createDirectories(temporary.resolve(place));
        }
        var program = SandboxChoice.find("bwrap", System.getenv("PATH"));
        var settings =
                new SandboxSettings(
                        List.of(),
                        ProcessLimits.NONE,
                        0,
                        NetworkMode.RESTRICTED,
                        temporary.resolve("own"));
        var probe = temporary.resolve("probe");
        var sandbox =
                SandboxChoice.choose(SandboxMode.REQUIRED, program, settings, probe).sandbox();
        Directories.delete(probe);
        ProxyClients.furnish(temporary.resolve("home"));
        var limits = new EgressLimits(16, 0, Duration.ofMinutes(1), Duration.ofMinutes(1));
        try (var proxy = new EgressProxy(rule, limits, new StandInNames(), Ticker.system());
                var egress = proxy.open(temporary.resolve("egress"), _ -> {});
                var none = new DeadMansSwitch(Optional.empty());
                var processes =
                        new ProcessRunner(
                                sandbox,
                                none,
                                Sandboxes.noLimits(),
                                Duration.ofMinutes(1),
                                Duration.ofSeconds(30),
                                Ticker.system())) {
            processes.run(launch(script, egress.socket()), line -> take(line, stop), stop);
            egress.close();
            return egress.account();
        }
    }

    /** The tests that stop what they run do it when that says that it is ready. */
    private void take(String line, StopSignal stop) {
        lines.add(line);
        if (line.equals("ready")) {
            stop.stop(StopReason.CANCELLED);
        }
    }

    private Launch launch(String script, Path socket) {
        var variables = new HashMap<>(Map.of("PATH", "/usr/bin:/bin", "LANG", "C.UTF-8"));
        variables.putAll(ProxyClients.variables());
        variables.put("port", Integer.toString(port()));
        variables.put("url", "http://%s:%d".formatted(HOST, port()));
        return new Launch(
                AttemptId.parse("job1.network.1"),
                List.of("/bin/sh", "-c", script),
                variables,
                new Confinement(
                        temporary.resolve("work"),
                        temporary.resolve("home"),
                        temporary.resolve("tmp"),
                        null,
                        List.of()),
                null,
                socket);
    }

    /** Every name of an example is the machine's. */
    private static final class StandInNames implements Names {
        @Override
        public List<InetAddress> addresses(String name) throws UnknownHostException {
            if (!name.endsWith(".example")) {
                throw new UnknownHostException(name);
            }
            return List.of(InetAddress.ofLiteral("127.0.0.1"));
        }

        @Override
        public boolean isOwn(InetAddress address) {
            return Names.system().isOwn(address);
        }
    }
}
