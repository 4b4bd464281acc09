package dev.codefleet.git.process;

import dev.codefleet.git.RepositoryUrl;
import dev.codefleet.git.remote.LocalSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One git command, as a value: what to run, where, and within which limits.
 *
 * @param repository the directory that git runs in
 * @param arguments what follows {@code git}
 * @param config settings for this command alone, as {@code name=value}
 * @param environment variables for this command alone; shown nowhere
 * @param remote the remote that the command reaches, whose variables, credentials and limit of time
 *     it gets; null for none
 * @param trusted a repository that git may read although another user owns it; null for none
 * @param input the file that git reads as its standard input; null for nothing
 * @param output the file that git's standard output goes to; null to return it
 * @param accepted the exit codes that are no failure
 * @param timeout the limit of time; null for the one of the settings
 * @param maxOutputBytes the limit of the standard output; 0 for the one of the settings
 */
public record GitCall(
        Path repository,
        List<String> arguments,
        List<String> config,
        Map<String, String> environment,
        @Nullable RepositoryUrl remote,
        @Nullable Path trusted,
        @Nullable Path input,
        @Nullable Path output,
        Set<Integer> accepted,
        @Nullable Duration timeout,
        long maxOutputBytes) {

    public GitCall {
        arguments = List.copyOf(arguments);
        config = List.copyOf(config);
        environment = Map.copyOf(environment);
        accepted = Set.copyOf(accepted);
    }

    /** A command in a repository, on this machine, with the limits of the settings. */
    public static GitCall in(Path repository, String... arguments) {
        return in(repository, List.of(arguments));
    }

    /** A command in a repository, on this machine, with the limits of the settings. */
    public static GitCall in(Path repository, List<String> arguments) {
        return new GitCall(
                repository,
                arguments,
                List.of(),
                Map.of(),
                null,
                null,
                null,
                null,
                Set.of(0),
                null,
                0);
    }

    /** Sets what follows {@code git}. */
    public GitCall arguments(String... words) {
        return new GitCall(
                repository,
                List.of(words),
                config,
                environment,
                remote,
                trusted,
                input,
                output,
                accepted,
                timeout,
                maxOutputBytes);
    }

    /** Sets configuration for this command alone, each as {@code name=value}. */
    public GitCall config(String... settings) {
        return new GitCall(
                repository,
                arguments,
                List.of(settings),
                environment,
                remote,
                trusted,
                input,
                output,
                accepted,
                timeout,
                maxOutputBytes);
    }

    /** Adds variables for this command alone. */
    public GitCall environment(Map<String, String> variables) {
        var all = new HashMap<>(environment);
        all.putAll(variables);
        return new GitCall(
                repository,
                arguments,
                config,
                all,
                remote,
                trusted,
                input,
                output,
                accepted,
                timeout,
                maxOutputBytes);
    }

    /** Lets git run at the top of a work tree that knows nothing of its repository. */
    public GitCall inWorkTree(Path workTree, Path gitDirectory) {
        return new GitCall(
                        workTree,
                        arguments,
                        config,
                        environment,
                        remote,
                        trusted,
                        input,
                        output,
                        accepted,
                        timeout,
                        maxOutputBytes)
                .environment(
                        Map.of(
                                "GIT_DIR",
                                gitDirectory.toAbsolutePath().toString(),
                                "GIT_WORK_TREE",
                                workTree.toAbsolutePath().toString()));
    }

    /**
     * Lets the command reach a remote. Name it by {@link RepositoryUrl#argument()}: what else its
     * address holds, git gets from here, where no list of processes shows it.
     */
    public GitCall reaching(RepositoryUrl url) {
        return new GitCall(
                repository,
                arguments,
                config,
                environment,
                url,
                trusted,
                input,
                output,
                accepted,
                timeout,
                maxOutputBytes);
    }

    /**
     * Lets git run in a repository although another user owns it: see {@link
     * LocalSource#isOfAnotherUser()}.
     */
    public GitCall trusting(Path other) {
        return new GitCall(
                repository,
                arguments,
                config,
                environment,
                remote,
                other,
                input,
                output,
                accepted,
                timeout,
                maxOutputBytes);
    }

    /** Gives the command a file as its standard input. */
    public GitCall readingFrom(Path file) {
        return new GitCall(
                repository,
                arguments,
                config,
                environment,
                remote,
                trusted,
                file,
                output,
                accepted,
                timeout,
                maxOutputBytes);
    }

    /** Sends the command's standard output to a file, up to a limit in bytes. */
    public GitCall writingTo(Path file, long maxBytes) {
        return new GitCall(
                repository,
                arguments,
                config,
                environment,
                remote,
                trusted,
                input,
                file,
                accepted,
                timeout,
                maxBytes);
    }

    /** Sets the limit of what the command may print, in bytes. */
    public GitCall capturing(long maxBytes) {
        return new GitCall(
                repository,
                arguments,
                config,
                environment,
                remote,
                trusted,
                input,
                output,
                accepted,
                timeout,
                maxBytes);
    }

    /** Sets the exit codes that are no failure. */
    public GitCall accepting(Integer... codes) {
        return new GitCall(
                repository,
                arguments,
                config,
                environment,
                remote,
                trusted,
                input,
                output,
                Set.of(codes),
                timeout,
                maxOutputBytes);
    }

    /** Sets the limit of time. */
    public GitCall within(Duration limit) {
        return new GitCall(
                repository,
                arguments,
                config,
                environment,
                remote,
                trusted,
                input,
                output,
                accepted,
                limit,
                maxOutputBytes);
    }
}
