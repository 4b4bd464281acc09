package dev.codefleet.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PrivilegesTest {

    @Test
    void aDatabaseMovesFromOneWayOfNotBeingRootToTheOther(@TempDir Path directory)
            throws Exception {
        assumeTrue(new UnixSystem().getUid() == 0, "only root has rights to lower");
        var account = SystemUser.unprivileged();
        var otherUser = new Privileges.OtherUser(account);
        var namespace = new Privileges.UserNamespace(account);
        assumeTrue(ProgramRunner.succeeds(otherUser.wrap(List.of("true"))), "setpriv works here");
        assumeTrue(ProgramRunner.succeeds(namespace.wrap(List.of("true"))), "unshare works here");
        var home = Homes.below(directory);

        try (var postgres = EmbeddedPostgres.open(home, Homes.options(), otherUser)) {
            assertThat(Files.getAttribute(home.resolve("data"), "unix:uid"))
                    .isEqualTo(account.uid());
            Sql.execute(postgres, "CREATE TABLE moved (n int)");
        }
        try (var postgres = EmbeddedPostgres.open(home, Homes.options(), namespace)) {
            Sql.execute(postgres, "INSERT INTO moved VALUES (1)");
            assertThat(Files.getAttribute(home.resolve("data"), "unix:uid")).isEqualTo(0);
        }
        try (var postgres = EmbeddedPostgres.open(home, Homes.options(), otherUser)) {
            assertThat(Sql.query(postgres, "SELECT n FROM moved")).isEqualTo("1");
        }
    }

    @Test
    void nobodyIsPreferredAndRootIsNotTaken() {
        var root = "root:x:0:0:root:/root:/bin/bash";
        var daemon = "daemon:x:1:2:daemon:/usr/sbin:/usr/sbin/nologin";
        var nobody = "nobody:x:65534:65533:nobody:/nonexistent:/usr/sbin/nologin";

        assertThat(SystemUser.unprivileged(List.of(root, daemon, "", nobody)))
                .isEqualTo(new SystemUser("nobody", 65534, 65533));
        assertThat(SystemUser.unprivileged(List.of(root, "# comment", daemon)))
                .isEqualTo(new SystemUser("daemon", 1, 2));
        assertThatExceptionOfType(PostgresException.NoUnprivilegedUser.class)
                .isThrownBy(() -> SystemUser.unprivileged(List.of(root)));
    }
}
