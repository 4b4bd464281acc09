package dev.codefleet.manager.database;

import dev.codefleet.web.SecretFiles;
import dev.codefleet.web.StartCheck;
import io.smallrye.config.EnvConfigSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.ConfigSourceProvider;

/**
 * Understands {@code CODEFLEET_DATABASE_URL} as hosting providers and operators write it, {@code
 * postgres://user:password@host:5432/name}, beside the JDBC form.
 */
public final class DatabaseSettings implements ConfigSourceProvider {
    static final String URL = "CODEFLEET_DATABASE_URL";
    static final String USER = "CODEFLEET_DATABASE_USER";
    static final String PASSWORD = "CODEFLEET_DATABASE_PASSWORD";

    /** Above the environment, whose address it rewrites. */
    private static final int ORDINAL = EnvConfigSource.ORDINAL + 10;

    /** For the service loader. */
    public DatabaseSettings() {}

    @Override
    public List<ConfigSource> getConfigSources(ClassLoader loader) {
        var environment = new HashMap<>(System.getenv());
        environment.putAll(StartCheck.made(() -> SecretFiles.values(environment)));
        var rewritten = StartCheck.made(() -> rewritten(environment));
        return List.of(new EnvConfigSource(rewritten, ORDINAL));
    }

    /**
     * What is to be set instead; empty unless the address has the form that JDBC does not know.
     * User and password that are set by themselves count more than those in the address.
     *
     * @throws IllegalArgumentException if the address cannot be understood; without the address,
     *     which may hold a password
     */
    static Map<String, String> rewritten(Map<String, String> environment) {
        var address = DatabaseAddress.parse(environment.getOrDefault(URL, ""));
        if (address.isEmpty()) {
            return Map.of();
        }
        var settings = new HashMap<String, String>();
        settings.put(URL, address.get().jdbc());
        put(settings, environment, USER, address.get().user());
        put(settings, environment, PASSWORD, address.get().password());
        return settings;
    }

    private static void put(
            Map<String, String> settings, Map<String, String> environment, String name, String it) {
        if (!it.isEmpty() && environment.getOrDefault(name, "").isEmpty()) {
            settings.put(name, it);
        }
    }
}
