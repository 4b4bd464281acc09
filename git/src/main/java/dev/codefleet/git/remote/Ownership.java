package dev.codefleet.git.remote;

import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks who owns a repository on this machine and whether it may be used, by the rule of git
 * itself, since 2.35.2. A repository of another user is refused unless the configuration of the
 * user or of the system, never that of the repository, names it as {@code safe.directory}.
 */
final class Ownership {
    private static final Integer ROOT = 0;

    private final Git git;

    Ownership(Git git) {
        this.git = git;
    }

    /**
     * Whether all of the paths belong to who runs this; as in git, to who has called {@code sudo},
     * too.
     */
    boolean isOwn(List<Path> paths) throws IOException {
        var probe = Files.createTempFile(git.settings().home(), "owner-", "");
        try {
            var own = owner(probe);
            for (var path : paths) {
                var owner = owner(path);
                var isCallers =
                        own.equals(ROOT)
                                && owner.toString().equals(git.inherited().get("SUDO_UID"));
                if (!owner.equals(own) && !isCallers) {
                    return false;
                }
            }
            return true;
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    /** Whether user or system say that one of the paths may be used, whoever owns it. */
    boolean isDeclaredSafe(List<Path> paths) {
        var names = paths.stream().map(Path::toString).collect(Collectors.toSet());
        var isSafe = false;
        for (var name : declared()) {
            // An empty entry takes back all that came before it.
            isSafe = !name.isEmpty() && (isSafe || matches(name, names));
        }
        return isSafe;
    }

    private static boolean matches(String declared, Iterable<String> paths) {
        if (declared.equals("*")) {
            return true;
        }
        var isPrefix = declared.endsWith("/*");
        var start = isPrefix ? declared.substring(0, declared.length() - 1) : declared;
        for (var path : paths) {
            if (isPrefix ? path.startsWith(start) : path.equals(start)) {
                return true;
            }
        }
        return false;
    }

    private List<String> declared() {
        var all = new ArrayList<>(read(List.of("--system"), Map.of("GIT_CONFIG_NOSYSTEM", "0")));
        var home = git.inherited().get("HOME");
        if (home != null) {
            var xdg = git.inherited().getOrDefault("XDG_CONFIG_HOME", home + "/.config");
            for (var file : List.of(Path.of(xdg, "git", "config"), Path.of(home, ".gitconfig"))) {
                if (Files.isReadable(file)) {
                    all.addAll(read(List.of("--file", file.toString()), Map.of("HOME", home)));
                }
            }
        }
        return all;
    }

    private List<String> read(List<String> from, Map<String, String> environment) {
        var arguments =
                Stream.of(
                                List.of("config"),
                                from,
                                List.of(
                                        "--includes",
                                        "--path",
                                        "--null",
                                        "--get-all",
                                        "safe.directory"))
                        .flatMap(List::stream)
                        .toList();
        var call = GitCall.in(git.settings().home(), arguments).environment(environment);
        // 1: there is none; 128 and others: the file is not one that git can read.
        var answer = git.run(call.accepting(0, 1, 3, 128));
        return answer.isSuccess()
                ? List.of(answer.text().replaceAll("\0$", "").split("\0", -1))
                : List.of();
    }

    private static Integer owner(Path path) throws IOException {
        return (Integer)
                Objects.requireNonNull(
                        Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS));
    }
}
