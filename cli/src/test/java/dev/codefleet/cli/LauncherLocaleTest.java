package dev.codefleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The locale that the launcher gives the command: the real script, with a JDK that only looks. */
class LauncherLocaleTest {
    @TempDir Path root;
    private Path checkout;
    private Path jdk;

    @BeforeEach
    void makeACheckoutThatIsBuilt() throws IOException {
        checkout = root.resolve("checkout");
        jdk = root.resolve("jdk");
        Files.createDirectories(checkout.resolve("cli/target/lib"));
        Files.createDirectories(checkout.resolve("target/codefleet"));
        Files.createDirectories(jdk.resolve("bin"));
        Files.copy(Path.of("../codefleet"), checkout.resolve("codefleet"));
        Files.writeString(checkout.resolve("pom.xml"), "");
        Files.writeString(checkout.resolve("cli/target/cli.jar"), "");
        Files.writeString(checkout.resolve("target/codefleet/built"), "");
        Files.writeString(checkout.resolve("target/codefleet/cli.aot"), "trained");
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25\"\n");
        script("javac", "exit 1");
        script("java", "printf '%s|%s' \"${LC_ALL-}\" \"${LANG-}\" > \"$0.seen\"");
    }

    @Test
    void aLocaleThatCannotWriteAllNamesIsReplaced() throws Exception {
        assertThat(seen(Map.of("LC_ALL", "C"))).isEqualTo("C.UTF-8|");
        assertThat(seen(Map.of("LANG", "xx_XX.UTF-8"))).isEqualTo("C.UTF-8|xx_XX.UTF-8");
        assertThat(seen(Map.of())).isEqualTo("C.UTF-8|");
    }

    @Test
    void aLocaleThatCanStaysAsItIs() throws Exception {
        assertThat(seen(Map.of("LANG", "C.UTF-8"))).isEqualTo("|C.UTF-8");
        assertThat(seen(Map.of("LC_ALL", "C.UTF-8", "LANG", "C"))).isEqualTo("C.UTF-8|C");
    }

    private String seen(Map<String, String> locale) throws Exception {
        var builder = new ProcessBuilder(checkout.resolve("codefleet").toString(), "status");
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
        builder.environment().putAll(locale);
        builder.environment().put("CODEFLEET_JAVA_HOME", jdk.toString());
        var process = builder.redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(output).isEmpty();
        return Files.readString(jdk.resolve("bin/java.seen"));
    }

    private void script(String name, String command) throws IOException {
        var file = jdk.resolve("bin").resolve(name);
        Files.writeString(file, "#!/bin/bash\n" + command + "\n");
        file.toFile().setExecutable(true);
    }
}
