package dev.codefleet.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A user of this system. {@code initdb} looks its user's name up, so it has to be one that exists.
 *
 * @param uid the user's number
 * @param gid the number of the user's group
 */
record SystemUser(String name, int uid, int gid) {

    private static final Path ACCOUNTS = Path.of("/etc/passwd");

    /**
     * An account without rights: {@code nobody}, or else the first that is not root.
     *
     * @throws PostgresException.NoUnprivilegedUser if there is none
     */
    static SystemUser unprivileged() {
        try {
            return unprivileged(Files.readAllLines(ACCOUNTS));
        } catch (IOException _) {
            throw new PostgresException.NoUnprivilegedUser();
        }
    }

    /** The same from the lines of a {@code passwd} file. */
    static SystemUser unprivileged(List<String> lines) {
        return lines.stream()
                .flatMap(SystemUser::parse)
                .filter(account -> account.uid() != 0)
                .min(Comparator.comparingInt(account -> account.name().equals("nobody") ? 0 : 1))
                .orElseThrow(PostgresException.NoUnprivilegedUser::new);
    }

    private static Stream<SystemUser> parse(String line) {
        var fields = line.split(":", -1);
        if (fields.length < 4 || !fields[2].matches("\\d{1,9}") || !fields[3].matches("\\d{1,9}")) {
            return Stream.empty();
        }
        return Stream.of(
                new SystemUser(
                        fields[0], Integer.parseInt(fields[2]), Integer.parseInt(fields[3])));
    }
}
