package dev.codefleet.localfleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codefleet.access.AccessFile;
import dev.codefleet.access.AccessKey;
import dev.codefleet.access.AccessList;
import dev.codefleet.access.AccessReading;
import dev.codefleet.access.Authentication;
import dev.codefleet.access.Role;
import dev.codefleet.gatewayclient.CommandFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalKeyTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    @TempDir private Path directory;

    private Home home = new Home(Path.of("unset"));

    @BeforeEach
    void inTheDirectory() {
        home = new Home(directory.resolve("home"));
    }

    @Test
    void theFirstStartMakesAKeyOfAnOperatorForTheOwnerAlone() throws IOException {
        assertThat(new LocalKey(home).read()).isEmpty();

        new LocalKey(home).ensure();

        assertThat(authenticated())
                .isInstanceOfSatisfying(
                        Authentication.Known.class,
                        known -> assertThat(known.key().role()).isEqualTo(Role.OPERATOR));
        for (var file : List.of(home.keyFile(), home.accessFile())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void theNextStartKeepsIt() {
        new LocalKey(home).ensure();
        var first = new LocalKey(home).read();

        new LocalKey(home).ensure();

        assertThat(new LocalKey(home).read()).isEqualTo(first);
    }

    @Test
    void whatIsLostIsMadeAnewBesideTheKeysOfOthers() throws Exception {
        new LocalKey(home).ensure();
        var anna = new AccessKey("anna", "ab".repeat(32), Role.VIEWER, List.of(), false, null);
        AccessFile.change(home.accessFile(), keys -> with(keys, anna));

        Files.delete(home.keyFile());
        new LocalKey(home).ensure();
        assertThat(authenticated()).isInstanceOf(Authentication.Known.class);
        assertThat(list().keys()).hasSize(2).contains(anna);

        Files.delete(home.accessFile());
        new LocalKey(home).ensure();
        assertThat(authenticated()).isInstanceOf(Authentication.Known.class);
    }

    @Test
    void aRevokedKeyNeverComesBack() throws Exception {
        new LocalKey(home).ensure();
        var revoked = new LocalKey(home).read().orElseThrow();
        AccessFile.change(home.accessFile(), _ -> List.of());

        new LocalKey(home).ensure();

        assertThat(list().authenticate(revoked, NOW)).isInstanceOf(Authentication.Unknown.class);
        assertThat(authenticated()).isInstanceOf(Authentication.Known.class);
    }

    @Test
    void aBadAccessFileIsNamedAndLeftAsItIs() throws IOException {
        new LocalKey(home).ensure();
        Files.writeString(home.accessFile(), "keys: anna");

        assertThatThrownBy(new LocalKey(home)::ensure)
                .isInstanceOf(CommandFailed.class)
                .hasMessageContainingAll(home.accessFile().toString(), "line 1, keys");
        assertThat(home.accessFile()).hasContent("keys: anna");
    }

    private Authentication authenticated() {
        return list().authenticate(new LocalKey(home).read().orElseThrow(), NOW);
    }

    private AccessList list() {
        return ((AccessReading.Read) AccessFile.read(home.accessFile())).list();
    }

    private static List<AccessKey> with(List<AccessKey> keys, AccessKey another) {
        var all = new ArrayList<>(keys);
        all.add(another);
        return all;
    }
}
