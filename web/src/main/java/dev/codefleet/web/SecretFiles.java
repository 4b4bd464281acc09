package dev.codefleet.web;

import io.smallrye.config.EnvConfigSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.ConfigSourceProvider;

/**
 * Reads settings of a service from files: {@code CODEFLEET_X_FILE=/run/secrets/x} is {@code
 * CODEFLEET_X} with what is in the file. So a secret is in no environment, where process lists,
 * inspections and child processes would show it.
 */
public final class SecretFiles implements ConfigSourceProvider {
    private static final String PREFIX = "CODEFLEET_";
    private static final String SUFFIX = "_FILE";
    private static final int MAX_BYTES = 64 * 1024;

    /** What is a file by itself, because it is read again while the service runs. */
    private static final Set<String> FILES = Set.of("CODEFLEET_ACCESS_FILE");

    /** For the service loader. */
    public SecretFiles() {}

    @Override
    public List<ConfigSource> getConfigSources(ClassLoader loader) {
        var values = StartCheck.made(() -> values(System.getenv()));
        return List.of(new EnvConfigSource(values, EnvConfigSource.ORDINAL));
    }

    /**
     * The variables that files stand for, under their own names, without the files' last line end.
     *
     * @throws IllegalArgumentException naming the variable, if its file cannot be read or is larger
     *     than 64 KiB, or if the variable itself is set as well; never with what is in a file
     */
    public static Map<String, String> values(Map<String, String> environment) {
        var values = new HashMap<String, String>();
        environment.forEach((variable, file) -> {
            if (variable.startsWith(PREFIX)
                    && variable.endsWith(SUFFIX)
                    && !FILES.contains(variable)
                    && !file.isEmpty()) {
                var name = variable.substring(0, variable.length() - SUFFIX.length());
                if (!environment.getOrDefault(name, "").isEmpty()) {
                    throw new IllegalArgumentException(
                            "Both " + name + " and " + variable + " are set. Set one of them.");
                }
                values.put(name, content(variable, Path.of(file)));
            }
        });
        return values;
    }

    private static String reason(IOException e) {
        return e instanceof NoSuchFileException ? "there is no such file" : StartCheck.reason(e);
    }

    private static String content(String variable, Path file) {
        try (var input = Files.newInputStream(file)) {
            var bytes = input.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IllegalArgumentException(
                        variable + " names " + file + ", which is larger than 64 KiB.");
            }
            return new String(bytes, StandardCharsets.UTF_8).replaceFirst("\\R\\z", "");
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    variable
                            + " names "
                            + file
                            + ", which cannot be read: "
                            + reason(e)
                            + ". Let this process read it, or name another file.",
                    e);
        }
    }
}
