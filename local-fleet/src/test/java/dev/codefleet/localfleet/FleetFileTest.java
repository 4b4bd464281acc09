package dev.codefleet.localfleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetFileTest {
    @TempDir private Path directory;

    @Test
    void whatIsWrittenIsRead() {
        var me = ProcessIdentity.current();
        var member =
                new FleetRecord.MemberRecord(
                        ServiceKind.GATEWAY, "gateway-1", me, "http://127.0.0.1:6101");
        var fleet = new FleetRecord(me, 100, true, List.of(member));
        var file = new FleetFile(new Home(directory));

        file.write(fleet);

        assertThat(file.read()).contains(fleet);
    }

    @Test
    void nothingOrNonsenseIsNoFleet() throws IOException {
        var home = new Home(directory);

        assertThat(new FleetFile(home).read()).isEmpty();

        Files.writeString(home.fleetFile(), "{\"supervisor\":");
        assertThat(new FleetFile(home).read()).isEmpty();
    }

    @Test
    void theLockHasOneHolder() {
        var home = new Home(directory);
        assertThat(FleetLock.isHeld(home)).isFalse();

        try (var lock = FleetLock.take(home).orElseThrow()) {
            assertThat(FleetLock.isHeld(home)).isTrue();
            assertThat(FleetLock.take(home)).isEmpty();
            assertThat(lock).isNotNull();
        }

        assertThat(FleetLock.isHeld(home)).isFalse();
    }
}
