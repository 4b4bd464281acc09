package dev.codefleet.localfleet;

import dev.codefleet.access.AccessFile;
import dev.codefleet.access.AccessKey;
import dev.codefleet.access.AccessReading;
import dev.codefleet.access.KeyToken;
import dev.codefleet.access.Role;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.support.ProcessUser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The operator's key of a home's own commands: its owner needs no step to call the fleet. It is
 * made at the first start and kept, in a file that only the owner may read.
 */
final class LocalKey {
    private final Home home;

    LocalKey(Home home) {
        this.home = home;
    }

    /**
     * The key; empty if no fleet was started in the home. In a home that others may write to, one
     * that somebody else has put there is none.
     */
    Optional<String> read() {
        try {
            if (!ProcessUser.owns(home.keyFile())) {
                return Optional.empty();
            }
            return Optional.of(Files.readString(home.keyFile()).strip());
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw Home.unusable(home.keyFile(), e);
        }
    }

    /**
     * Makes the key, and its line in the access file, where one is missing or does not fit the
     * other. Other keys of the file stay. A key that was taken out of the file never comes back:
     * the next one has another secret.
     *
     * @throws CommandFailed if the access file is bad, with its faults
     */
    void ensure() {
        Home.make(home.directory());
        var isNew = Files.notExists(home.accessFile());
        var kept =
                read().flatMap(KeyToken::parse)
                        .filter(token -> token.id().equals(Home.OWN_KEY))
                        .filter(token -> isNew || keys().contains(key(token)));
        var token =
                kept.orElseGet(() -> KeyToken.make(Home.OWN_KEY, new SecureRandom()::nextBytes));
        try {
            if (kept.isEmpty()) {
                write(token);
            }
            if (isNew || kept.isEmpty()) {
                AccessFile.change(home.accessFile(), keys -> with(keys, key(token)));
            }
        } catch (IOException e) {
            throw Home.unusable(home.accessFile(), e);
        } catch (AccessFile.Bad bad) {
            throw unusable(String.valueOf(bad.getMessage()));
        }
    }

    private static AccessKey key(KeyToken token) {
        return new AccessKey(Home.OWN_KEY, token.sha256(), Role.OPERATOR, List.of(), false, null);
    }

    private List<AccessKey> keys() {
        return switch (AccessFile.read(home.accessFile())) {
            case AccessReading.Read(var list) -> list.keys();
            case AccessReading.Faulty faulty -> throw unusable(faulty.line());
        };
    }

    private CommandFailed unusable(String why) {
        return CommandFailed.noFleet(
                "The access file " + home.accessFile() + " cannot be used: " + why + ".",
                "Correct it, or delete it: then a new one is made, with the key of this machine alone.");
    }

    private static List<AccessKey> with(List<AccessKey> keys, AccessKey key) {
        var all = new ArrayList<AccessKey>();
        all.add(key);
        keys.stream().filter(each -> !each.id().equals(Home.OWN_KEY)).forEach(all::add);
        return all;
    }

    private void write(KeyToken token) throws IOException {
        var owner =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var fresh = Files.createTempFile(home.directory(), "operator.", ".tmp", owner);
        Files.writeString(fresh, token.text() + "\n", StandardCharsets.US_ASCII);
        Files.move(fresh, home.keyFile(), StandardCopyOption.ATOMIC_MOVE);
    }
}
