package dev.codefleet.systemtests;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.codefleet.identity.KeyFile;
import dev.codefleet.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packaged services by themselves: what they start with, and what they refuse to start with. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServiceStartIT {
    private static final Path CHECKOUT =
            Path.of(System.getProperty("codefleet.checkout", "..")).toAbsolutePath().normalize();
    private static final Duration START = Duration.ofMinutes(1);

    private final Path root = Scratch.directory("service-start");
    private int starts;

    ServiceStartIT() {
        Fleet.prepare();
    }

    @AfterAll
    void delete() {
        Scratch.delete(root);
    }

    /** {@code FILE}, and {@code {}} in what is said, stand for an empty file that is in the way. */
    @ParameterizedTest
    @CsvSource({
        "manager-service, CODEFLEET_MANAGER_GIT_DIRECTORY, FILE, CODEFLEET_MANAGER_GIT_DIRECTORY",
        "manager-service, CODEFLEET_HOME, FILE/below, CODEFLEET_HOME",
        "manager-service, CODEFLEET_DATABASE_URL, nonsense, CODEFLEET_DATABASE_URL",
        "manager-service, CODEFLEET_DATABASE_URL, postgres://, CODEFLEET_DATABASE_URL",
        "manager-service, CODEFLEET_MANAGER_REPOSITORY_MAX_TRIES, 0, CODEFLEET_MANAGER_REPOSITORY_MAX_TRIES",
        "programmer-service, CODEFLEET_HOME, FILE, CODEFLEET_HOME",
        "programmer-service, CODEFLEET_PROGRAMMER_LOG_MAX_BYTES, 1, log-max-bytes",
        "programmer-service, CODEFLEET_PROGRAMMER_EGRESS_HOSTS, http://example.org, codefleet.programmer.egress-hosts",
        "programmer-service, CODEFLEET_PROGRAMMER_EGRESS_PRIVATE, 10.0.0.0/8, codefleet.programmer.egress-private",
        "registry-service, CODEFLEET_REGISTRY_LOST_AFTER, PT1S, PT1S",
        "gateway, CODEFLEET_REGISTRIES, nonsense, CODEFLEET_REGISTRIES",
        "gateway, CODEFLEET_ACCESS_FILE, FILE, CODEFLEET_ACCESS_FILE",
        "gateway, CODEFLEET_ACCESS_FILE, '', CODEFLEET_ACCESS_FILE",
        "gateway, CODEFLEET_ID, bad id!, CODEFLEET_ID",
        "gateway, CODEFLEET_ENROLMENT_KEY_FILE, FILE, CODEFLEET_ENROLMENT_KEY_FILE names {}",
        "programmer-service, CODEFLEET_ENROLMENT_KEY_FILE, FILE.gone, {}.gone",
        "programmer-service, CODEFLEET_ENROLMENT_KEYS, nonsense, CODEFLEET_ENROLMENT_KEYS",
        "manager-service, CODEFLEET_ENROLMENT_KEYS_FILE, FILE, CODEFLEET_ENROLMENT_KEYS"
    })
    void aSettingThatIsNoGoodIsOneLineWithItsNameAndNoTrace(
            String module, String setting, String value, String named) throws Exception {
        var file = root.resolve("in-the-way");
        Files.writeString(file, "");
        var variables =
                Map.of(
                        setting,
                        value.replace("FILE", file.toString()),
                        "CODEFLEET_LOG_TO_DISK",
                        "false");

        assertRefusedInOneLine(module, variables, named.replace("{}", file.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "manager-service", "programmer-service"})
    void anAgentWhoseOwnKeyIsBrokenIsRefusedInOneLine(String module) throws Exception {
        var directory = Files.createDirectories(root.resolve("broken-identity"));
        var own = directory.resolve("broken.key");
        Files.writeString(own, "no key");
        var enrolment = root.resolve("enrolment.key");
        KeyFile.readOrMake(enrolment);
        var variables =
                Map.of(
                        "CODEFLEET_ID", "broken",
                        "CODEFLEET_IDENTITY_DIRECTORY", directory.toString(),
                        "CODEFLEET_ENROLMENT_KEY_FILE", enrolment.toString());

        assertRefusedInOneLine(module, variables, own.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "restricted"})
    void aNetworkThatNothingHoldsIsRefusedInOneLine(String network) throws Exception {
        var variables = Map.of("CODEFLEET_NETWORK", network, "CODEFLEET_SANDBOX", "none");

        assertRefusedInOneLine("programmer-service", variables, "CODEFLEET_NETWORK to 'full'");
    }

    private void assertRefusedInOneLine(String module, Map<String, String> variables, String named)
            throws Exception {
        try (var service = start(module, variables)) {
            assertThat(service.process().waitFor(START.toSeconds(), TimeUnit.SECONDS)).isTrue();

            assertThat(service.process().exitValue()).isEqualTo(1);
            assertThat(service.output())
                    .noneMatch(line -> line.startsWith("\tat ") || line.contains("Exception"));
            assertThat(service.output().getLast()).contains(named);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry-service", "gateway", "programmer-service", "manager-service"})
    void aLogThatCannotBeWrittenIsRefusedInOneLine(String module) throws Exception {
        var file = root.resolve("no-directory");
        Files.writeString(file, "");
        var variables =
                Map.of(
                        "CODEFLEET_LOG_TO_DISK",
                        "true",
                        "CODEFLEET_LOG_PATH",
                        file.resolve("below.log").toString());

        try (var service = start(module, variables)) {
            assertThat(service.process().waitFor(START.toSeconds(), TimeUnit.SECONDS)).isTrue();

            assertThat(service.process().exitValue()).isEqualTo(1);
            assertThat(service.output())
                    .singleElement(as(STRING))
                    .contains("CODEFLEET_LOG_PATH", "is a file");
        }
    }

    @Test
    void aLogIsTurnedOverBySizeAndOldFilesGo() throws Exception {
        var log = root.resolve("turned.log");
        var variables =
                Map.of(
                        "CODEFLEET_LOG_TO_DISK", "true",
                        "CODEFLEET_LOG_PATH", log.toString(),
                        "CODEFLEET_LOG_MAX_BYTES", "100",
                        "CODEFLEET_LOG_OLD_FILES", "1");

        try (var service = start("registry-service", variables)) {
            service.scrape();

            assertThat(log).exists();
            assertThat(Path.of(log + ".1")).isNotEmptyFile().content().contains(" INFO ");
            assertThat(Path.of(log + ".2")).doesNotExist();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry-service", "gateway", "programmer-service", "manager-service"})
    void theFirstScrapeSaysWhatEachMetricIsAndHoldsNoNaN(String module) throws Exception {
        try (var database = module.startsWith("manager") ? EmbeddedPostgres.temporary() : null;
                var service = start(module, database == null ? Map.of() : variables(database))) {
            var metrics = service.scrape();

            assertThat(metrics.lines().filter(line -> line.startsWith("# HELP ")))
                    .anyMatch(line -> line.startsWith("# HELP codefleet_build_info "))
                    .allMatch(line -> line.matches("# HELP \\S+ \\S.*"));
            assertThat(metrics.lines())
                    .hasSizeGreaterThan(100)
                    .noneMatch(line -> line.endsWith("NaN"));
        }
    }

    private static Map<String, String> variables(EmbeddedPostgres database) {
        return Map.of(
                "CODEFLEET_DATABASE_URL", database.jdbcUrl(),
                "CODEFLEET_DATABASE_USER", database.user(),
                "CODEFLEET_DATABASE_PASSWORD", database.password());
    }

    /**
     * With its cache, as a fleet does: each of some twenty starts takes half the time. A cache fits
     * a JVM with the flags of the one that made it.
     */
    private Service start(String module, Map<String, String> variables) throws IOException {
        var home = Files.createDirectories(root.resolve("home-" + starts));
        var output = root.resolve("output-" + starts++);
        var port = FreePorts.offset() + 6101;
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var application = CHECKOUT.resolve(module).resolve("target/quarkus-app");
        var builder =
                new ProcessBuilder(
                                java,
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-XX:AOTCache=" + application.resolve("codefleet.aot"),
                                "-Xlog:disable",
                                "-Xlog:all=error:stderr",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-jar",
                                application.resolve("quarkus-run.jar").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("CODEFLEET_"));
        environment.putAll(
                Map.of(
                        "CODEFLEET_PORT", Integer.toString(port),
                        "CODEFLEET_HOME", home.toString(),
                        "CODEFLEET_ANNOUNCE", "false"));
        environment.putAll(variables);
        return new Service(builder.start(), port, output);
    }

    private record Service(Process process, int port, Path log) implements AutoCloseable {
        List<String> output() throws IOException {
            return Files.readAllLines(log);
        }

        /** The first one that is answered. */
        String scrape() throws IOException {
            var found = new ArrayList<String>();
            assertThat(Eventually.holds(START, () -> tryScrape(found))).as("%s", output()).isTrue();
            return found.getFirst();
        }

        private boolean tryScrape(List<String> found) {
            var request =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/metrics"))
                            .build();
            try (var http = HttpClient.newHttpClient()) {
                var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
                return answer.statusCode() == 200 && found.add(answer.body());
            } catch (IOException _) {
                return false;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
            process.onExit().join();
        }
    }
}
