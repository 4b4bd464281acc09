package dev.codefleet.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Lints the API's document with what its users lint documents with. The linters come from npm, in
 * the versions of {@code src/test/api-lint/package-lock.json}; where there is no Node.js, or no npm
 * registry, the test is skipped and says so.
 */
@QuarkusTest
@WithTestResource(StandInRegistry.class)
class ApiLintTest {
    private static final Path SOURCE = Path.of("src", "test", "api-lint");
    private static final Path PLACE = Path.of("target", "api-lint");
    private static final List<String> FILES =
            List.of("package.json", "package-lock.json", "spectral.yaml");
    private static final long LONGEST_MINUTES = 5;

    @TestHTTPResource("/")
    URI url;

    /** How a program ended, and what it printed. */
    private record Ended(int status, String output) {}

    @Test
    void theDocumentHasNoErrors() throws Exception {
        install();
        var document = new GatewayClient(url).get("/q/openapi?format=json").body();
        Files.writeString(PLACE.resolve("openapi.json"), document);

        var spectral =
                run("node_modules/.bin/spectral", "lint", "-r", "spectral.yaml", "openapi.json");
        var redocly = run("node_modules/.bin/redocly", "lint", "openapi.json");

        assertThat(spectral.status()).as(spectral.output()).isZero();
        assertThat(redocly.status()).as(redocly.output()).isZero();
    }

    /** Installs what the lock file names, unless that was done before. */
    private static void install() throws Exception {
        Files.createDirectories(PLACE);
        var lock = FILES.get(1);
        var isInstalled =
                Files.isDirectory(PLACE.resolve("node_modules"))
                        && Files.exists(PLACE.resolve(lock))
                        && Files.mismatch(SOURCE.resolve(lock), PLACE.resolve(lock)) < 0;
        for (var file : FILES) {
            Files.write(PLACE.resolve(file), Files.readAllBytes(SOURCE.resolve(file)));
        }
        if (isInstalled) {
            return;
        }
        try {
            var installed = run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
            if (installed.status() != 0) {
                Files.delete(PLACE.resolve(lock));
                abort("THE API'S DOCUMENT IS NOT LINTED: npm ci failed: " + installed.output());
            }
        } catch (IOException absent) {
            Files.delete(PLACE.resolve(lock));
            abort("THE API'S DOCUMENT IS NOT LINTED: there is no npm: " + absent.getMessage());
        }
    }

    private static Ended run(String... command) throws IOException, InterruptedException {
        var output = Files.createTempFile("api-lint", ".txt");
        try {
            var builder =
                    new ProcessBuilder(command)
                            .directory(PLACE.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile());
            builder.environment().put("REDOCLY_TELEMETRY", "off");
            builder.environment().put("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
            var process = builder.start();
            if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                return new Ended(-1, "no end after " + LONGEST_MINUTES + " minutes");
            }
            return new Ended(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
    }
}
