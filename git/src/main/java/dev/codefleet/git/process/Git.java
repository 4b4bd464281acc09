package dev.codefleet.git.process;

import dev.codefleet.support.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * Runs git commands. Safe for use by many threads; a call blocks its thread until git has ended.
 */
public final class Git {
    /**
     * Repository configuration must not be able to switch any of these on, so each call says them.
     */
    private static final List<String> SAFE_CONFIG =
            List.of(
                    "core.hooksPath=/dev/null",
                    "core.fsmonitor=false",
                    "gc.auto=0",
                    "maintenance.auto=false",
                    "submodule.recurse=false",
                    "protocol.ext.allow=never",
                    "commit.gpgSign=false");

    private static final Map<String, String> ENVIRONMENT =
            Map.ofEntries(
                    Map.entry("GIT_CONFIG_NOSYSTEM", "1"),
                    Map.entry("GIT_ATTR_NOSYSTEM", "1"),
                    Map.entry("GIT_TERMINAL_PROMPT", "0"),
                    Map.entry("GIT_OPTIONAL_LOCKS", "0"),
                    // References are also read and written as files here; newer gits know others.
                    Map.entry("GIT_DEFAULT_REF_FORMAT", "files"),
                    Map.entry("GIT_NO_REPLACE_OBJECTS", "1"),
                    // What is missing here is not fetched from where a configuration says.
                    Map.entry("GIT_NO_LAZY_FETCH", "1"),
                    Map.entry("GIT_ALLOW_PROTOCOL", "file:http:https:ssh"),
                    Map.entry("LC_ALL", "C"));

    /** Without these a machine behind a proxy or with an authority of its own reaches no remote. */
    private static final List<String> INHERITED_FOR_REMOTES =
            List.of(
                    "GIT_SSL_CAINFO",
                    "GIT_SSL_CAPATH",
                    "SSL_CERT_FILE",
                    "SSL_CERT_DIR",
                    "CURL_CA_BUNDLE",
                    "http_proxy",
                    "https_proxy",
                    "HTTPS_PROXY",
                    "no_proxy",
                    "NO_PROXY",
                    "all_proxy",
                    "ALL_PROXY");

    private final GitSettings settings;
    private final Map<String, String> inherited;

    /**
     * @param settings how to run git; its home directory is made when missing
     * @throws GitFailed if the home directory cannot be made
     */
    public Git(GitSettings settings) {
        this(settings, System.getenv());
    }

    public Git(GitSettings settings, Map<String, String> inherited) {
        this.settings = settings;
        this.inherited = inherited;
        try {
            Files.createDirectories(settings.home());
        } catch (IOException e) {
            throw new GitFailed("Cannot make git's home directory", e);
        }
    }

    public GitSettings settings() {
        return settings;
    }

    /** The environment that whoever runs this has. */
    public Map<String, String> inherited() {
        return inherited;
    }

    /**
     * Runs a command to its end.
     *
     * @throws GitFailed if it ends with a code that the call does not accept, exceeds a limit,
     *     cannot be started, or the thread is interrupted
     */
    public GitResult run(GitCall call) {
        var builder = new ProcessBuilder(commandLine(call)).directory(call.repository().toFile());
        builder.environment().clear();
        builder.environment().putAll(environment(call));
        builder.redirectInput(
                call.input() == null
                        ? ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile())
                        : ProcessBuilder.Redirect.from(call.input().toFile()));
        var byDefault = call.remote() != null ? settings.remoteTimeout() : settings.localTimeout();
        var timeout = call.timeout() == null ? byDefault : call.timeout();
        var limit = call.maxOutputBytes() == 0 ? settings.maxOutputBytes() : call.maxOutputBytes();
        return new GitProcess(call, timeout, limit).run(builder);
    }

    private List<String> commandLine(GitCall call) {
        var line = new ArrayList<String>();
        line.add(settings.executable());
        for (var setting : SAFE_CONFIG) {
            line.add("-c");
            line.add(setting);
        }
        for (var setting : call.config()) {
            line.add("-c");
            line.add(setting);
        }
        line.addAll(call.arguments());
        return line;
    }

    private Map<String, String> environment(GitCall call) {
        var variables = new HashMap<>(ENVIRONMENT);
        variables.put("PATH", inherited.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"));
        variables.put("HOME", settings.home().toString());
        variables.put("GIT_CONFIG_GLOBAL", globalConfig(call));
        var remote = call.remote();
        if (remote != null) {
            variables.put("GIT_SSH_COMMAND", "ssh -oBatchMode=yes");
            for (var name : INHERITED_FOR_REMOTES) {
                var value = inherited.get(name);
                if (value != null) {
                    variables.put(name, value);
                }
            }
            variables.putAll(settings.remoteEnvironment());
            remote.credentials()
                    .ifPresent(credentials ->
                            variables.putAll(
                                    credentials.environment(variables.containsKey("GIT_ASKPASS"))));
        }
        variables.putAll(call.environment());
        return variables;
    }

    /**
     * Git takes {@code safe.directory} only from files outside of the repository once another
     * process, such as upload-pack, opens it: settings from the command line do not reach that
     * process.
     */
    private String globalConfig(GitCall call) {
        if (call.trusted() == null) {
            return "/dev/null";
        }
        var paths = new LinkedHashSet<Path>();
        for (var path : List.of(call.trusted(), real(call.trusted()))) {
            paths.add(path);
            paths.add(path.resolve(".git"));
        }
        var text = new StringBuilder("[safe]\n");
        for (var path : paths) {
            text.append("\tdirectory = \"")
                    .append(path.toString().replace("\\", "\\\\").replace("\"", "\\\""))
                    .append("\"\n");
        }
        return write(text.toString()).toString();
    }

    private Path write(String text) {
        var file = settings.home().resolve("trust-" + Sha256.of(text) + ".gitconfig");
        try {
            if (!Files.exists(file)) {
                var fresh = Files.createTempFile(settings.home(), "trust-", ".tmp");
                Files.writeString(fresh, text);
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return file;
        } catch (IOException e) {
            throw new GitFailed("Cannot write git's configuration", e);
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException _) {
            return path.toAbsolutePath().normalize();
        }
    }
}
