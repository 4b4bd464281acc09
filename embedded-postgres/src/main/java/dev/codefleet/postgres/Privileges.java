package dev.codefleet.postgres;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Chooses the user that PostgreSQL's programs run as; they refuse to run as root. */
sealed interface Privileges {

    /** The command that runs the given one with these privileges, in the same process. */
    List<String> wrap(List<String> command);

    /** Makes the data directory belong to whom the server will run as. */
    void own(Path data) throws IOException;

    /**
     * The privileges for this process: its own, unless it is root.
     *
     * @throws PostgresException.NoUnprivilegedUser if it is root and cannot lower its rights
     */
    static Privileges choose() {
        if (new UnixSystem().getUid() != 0) {
            return new Own();
        }
        var account = SystemUser.unprivileged();
        for (var lowered : List.of(new UserNamespace(account), new OtherUser(account))) {
            if (ProgramRunner.succeeds(lowered.wrap(List.of("true")))) {
                return lowered;
            }
        }
        throw new PostgresException.NoUnprivilegedUser();
    }

    /** Those of this process. */
    record Own() implements Privileges {
        @Override
        public List<String> wrap(List<String> command) {
            return command;
        }

        @Override
        public void own(Path data) {
            // What this user made is this user's.
        }
    }

    /**
     * A user namespace where root is called by another name. It keeps root's access to root's own
     * files, whatever directory the home is in, and loses all of root's power.
     */
    record UserNamespace(SystemUser account) implements Privileges {
        @Override
        public List<String> wrap(List<String> command) {
            return prefixed(
                    List.of(
                            "unshare",
                            "--user",
                            "--map-user=" + account.uid(),
                            "--map-group=" + account.gid()),
                    command);
        }

        @Override
        public void own(Path data) throws IOException {
            giveTo(0, 0, data);
        }
    }

    /**
     * Another user, for containers that forbid user namespaces. The one capability that it keeps
     * lets it reach a home below directories that are closed to it, such as {@code /root}.
     */
    record OtherUser(SystemUser account) implements Privileges {
        @Override
        public List<String> wrap(List<String> command) {
            return prefixed(
                    List.of(
                            "setpriv",
                            "--reuid=" + account.uid(),
                            "--regid=" + account.gid(),
                            "--clear-groups",
                            "--inh-caps=-all,+dac_override",
                            "--ambient-caps=-all,+dac_override"),
                    command);
        }

        @Override
        public void own(Path data) throws IOException {
            giveTo(account.uid(), account.gid(), data);
        }
    }

    private static List<String> prefixed(List<String> prefix, List<String> command) {
        var all = new ArrayList<>(prefix);
        all.addAll(command);
        return all;
    }

    /** The top goes last: whoever interrupts this is made up for the next time. */
    private static void giveTo(int uid, int gid, Path data) throws IOException {
        if (Integer.valueOf(uid).equals(attribute(data, "unix:uid"))) {
            return;
        }
        try (var files = Files.walk(data)) {
            for (var file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.setAttribute(file, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(file, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    private static Object attribute(Path file, String name) throws IOException {
        return Files.getAttribute(file, name, LinkOption.NOFOLLOW_LINKS);
    }
}
