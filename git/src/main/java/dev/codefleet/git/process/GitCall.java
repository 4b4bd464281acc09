package dev.codefleet.git.process;

import dev.codefleet.git.RepositoryUrl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One git command, as a value: what to run, where, and within which limits. It is built in steps:
 * {@link #in} makes a plain one, and each of the other methods returns another that differs in one
 * respect. Immutable.
 */
public final class GitCall {
    private final Path repository;
    private final List<String> arguments;
    private final List<String> config;
    private final Map<String, String> environment;
    private final @Nullable RepositoryUrl remote;
    private final @Nullable Path trusted;
    private final @Nullable Path input;
    private final @Nullable Path output;
    private final Set<Integer> accepted;
    private final @Nullable Duration timeout;
    private final long maxOutputBytes;
    private final @Nullable Path growing;
    private final long maxGrownBytes;

    /** A call in the making; by itself with nothing but the limits of the settings. */
    private static final class Parts {
        private Path repository;
        private List<String> arguments;
        private List<String> config = List.of();
        private Map<String, String> environment = Map.of();
        private @Nullable RepositoryUrl remote;
        private @Nullable Path trusted;
        private @Nullable Path input;
        private @Nullable Path output;
        private Set<Integer> accepted = Set.of(0);
        private @Nullable Duration timeout;
        private long maxOutputBytes;
        private @Nullable Path growing;
        private long maxGrownBytes;

        Parts(Path repository, List<String> arguments) {
            this.repository = repository;
            this.arguments = arguments;
        }

        void add(Map<String, String> variables) {
            var all = new HashMap<>(environment);
            all.putAll(variables);
            environment = all;
        }
    }

    private GitCall(Parts parts) {
        repository = parts.repository;
        arguments = List.copyOf(parts.arguments);
        config = List.copyOf(parts.config);
        environment = Map.copyOf(parts.environment);
        remote = parts.remote;
        trusted = parts.trusted;
        input = parts.input;
        output = parts.output;
        accepted = Set.copyOf(parts.accepted);
        timeout = parts.timeout;
        maxOutputBytes = parts.maxOutputBytes;
        growing = parts.growing;
        maxGrownBytes = parts.maxGrownBytes;
    }

    private GitCall with(Consumer<Parts> change) {
        var parts = new Parts(repository, arguments);
        parts.config = config;
        parts.environment = environment;
        parts.remote = remote;
        parts.trusted = trusted;
        parts.input = input;
        parts.output = output;
        parts.accepted = accepted;
        parts.timeout = timeout;
        parts.maxOutputBytes = maxOutputBytes;
        parts.growing = growing;
        parts.maxGrownBytes = maxGrownBytes;
        change.accept(parts);
        return new GitCall(parts);
    }

    /** A command in a repository, on this machine, with the limits of the settings. */
    public static GitCall in(Path repository, String... arguments) {
        return in(repository, List.of(arguments));
    }

    /** A command in a repository, on this machine, with the limits of the settings. */
    public static GitCall in(Path repository, List<String> arguments) {
        return new GitCall(new Parts(repository, arguments));
    }

    /** Sets what follows {@code git}. */
    public GitCall arguments(String... words) {
        return with(parts -> parts.arguments = List.of(words));
    }

    /** Sets configuration for this command alone, each as {@code name=value}. */
    public GitCall config(String... settings) {
        return with(parts -> parts.config = List.of(settings));
    }

    /** Adds variables for this command alone. */
    public GitCall environment(Map<String, String> variables) {
        return with(parts -> parts.add(variables));
    }

    /** Lets git run at the top of a work tree that knows nothing of its repository. */
    public GitCall inWorkTree(Path workTree, Path gitDirectory) {
        return with(parts -> {
            parts.repository = workTree;
            parts.add(
                    Map.of(
                            "GIT_DIR",
                            gitDirectory.toAbsolutePath().toString(),
                            "GIT_WORK_TREE",
                            workTree.toAbsolutePath().toString()));
        });
    }

    /**
     * Lets the command reach a remote. Name it by {@link RepositoryUrl#argument()}: what else its
     * address holds, git gets from here, where no list of processes shows it.
     */
    public GitCall reaching(RepositoryUrl url) {
        return with(parts -> parts.remote = url);
    }

    /** Lets git run in a repository although another user owns it. */
    public GitCall trusting(Path other) {
        return with(parts -> parts.trusted = other);
    }

    /** Gives the command a file as its standard input. */
    public GitCall readingFrom(Path file) {
        return with(parts -> parts.input = file);
    }

    /** Sends the command's standard output to a file, up to a limit in bytes. */
    public GitCall writingTo(Path file, long maxBytes) {
        return with(parts -> {
            parts.output = file;
            parts.maxOutputBytes = maxBytes;
        });
    }

    /** Sets the limit of what the command may print, in bytes. */
    public GitCall capturing(long maxBytes) {
        return with(parts -> parts.maxOutputBytes = maxBytes);
    }

    /** Sets the exit codes that are no failure. */
    public GitCall accepting(Integer... codes) {
        return with(parts -> parts.accepted = Set.of(codes));
    }

    /** Sets the limit of time. */
    public GitCall within(Duration limit) {
        return with(parts -> parts.timeout = limit);
    }

    /** Ends the command once a directory holds more than a limit in bytes. */
    public GitCall growing(Path directory, long maxBytes) {
        return with(parts -> {
            parts.growing = directory;
            parts.maxGrownBytes = maxBytes;
        });
    }

    /** The directory that git runs in. */
    public Path repository() {
        return repository;
    }

    /** What follows {@code git}. */
    public List<String> arguments() {
        return arguments;
    }

    /** Settings for this command alone, as {@code name=value}. */
    List<String> config() {
        return config;
    }

    /** Variables for this command alone; shown nowhere. */
    Map<String, String> environment() {
        return environment;
    }

    /**
     * The remote that the command reaches, whose variables, credentials and limit of time it gets;
     * null for none.
     */
    @Nullable RepositoryUrl remote() {
        return remote;
    }

    /** A repository that git may read although another user owns it; null for none. */
    @Nullable Path trusted() {
        return trusted;
    }

    /** The file that git reads as its standard input; null for nothing. */
    @Nullable Path input() {
        return input;
    }

    /** The file that git's standard output goes to; null to return it. */
    @Nullable Path output() {
        return output;
    }

    /** The exit codes that are no failure. */
    Set<Integer> accepted() {
        return accepted;
    }

    /** The limit of time; null for the one of the settings. */
    @Nullable Duration timeout() {
        return timeout;
    }

    /** The limit of the standard output in bytes; 0 for the one of the settings. */
    long maxOutputBytes() {
        return maxOutputBytes;
    }

    /** The directory that must not grow beyond a limit; null for none. */
    @Nullable Path growing() {
        return growing;
    }

    /** The limit of that directory in bytes. */
    long maxGrownBytes() {
        return maxGrownBytes;
    }
}
