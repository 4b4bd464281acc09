package dev.codefleet.programmer.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.attempt.Source;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A programmer on a disk that is really full. */
@QuarkusTest
@EnabledIf("isDiskPossible")
@TestProfile(Profiles.SmallDisk.class)
class FullDiskTest {
    private static final Path FILLER = Profiles.SmallDisk.HOME.resolve("filler");

    @TestHTTPResource URI address;

    @Inject Attempts attempts;

    @TempDir Path temporary;

    private TestProgrammer programmer;
    private Source source;

    static boolean isDiskPossible() {
        return Profiles.SmallDisk.isPossible();
    }

    @BeforeEach
    void makeRepository() throws Exception {
        programmer = new TestProgrammer(address);
        var repository = TestRepository.make(temporary.resolve("origin"));
        var head = repository.head();
        source = new Source(repository.directory().toString(), "main", head, head, List.of());
    }

    @AfterEach
    void makeRoom() throws Exception {
        Files.deleteIfExists(FILLER);
        assertThat(attempts.running().awaitIdle(Duration.ofSeconds(10))).isTrue();
        assertThat(attempts.slots().busy()).isZero();
        // It works again as soon as there is room.
        var report =
                programmer.run(Orders.script(source, "echo x > x").checks("test -e x").order());
        assertThat(report.receipt().failure()).isNull();
    }

    @AfterAll
    static void clear() throws IOException {
        Profiles.SmallDisk.clear();
    }

    @Test
    void anAttemptThatFindsTheDiskFullIsGivenBack() throws Exception {
        fill();

        assertFull(programmer.run(Orders.script(source, "echo x > x").order()));
    }

    /** The commit cannot be written, and the report only once the attempt's files are gone. */
    @Test
    void anAttemptThatFillsTheDiskIsGivenBackWithAReport() throws Exception {
        var order = Orders.script(source, "head -c 64000000 /dev/urandom > big || true").order();

        var report = programmer.run(order);

        assertFull(report);
        assertThat(programmer.call("GET", "/v1/attempts/" + order.attempt()).body())
                .contains("\"state\":\"FAILED\"");
    }

    /** What could not be kept would be gone with the process, and so it is no success. */
    @Test
    void aReportThatCannotBeKeptIsNoSuccess() throws Exception {
        var order =
                Orders.script("seq 1 9000; head -c 64000000 /dev/zero > " + FILLER + " || true")
                        .order();

        var report = programmer.run(order);

        assertThat(report.receipt().failure()).isNotNull();
        assertThat(report.receipt().failure().reason()).isEqualTo(FailureReason.REFUSED);
        assertThat(report.receipt().failure().message()).contains("report cannot be kept");
        assertThat(programmer.call("GET", "/v1/attempts/" + order.attempt()).statusCode())
                .isEqualTo(404);
    }

    private static void assertFull(Report report) {
        assertThat(report.receipt().failure()).isNotNull();
        assertThat(report.receipt().failure().reason()).isEqualTo(FailureReason.REFUSED);
        assertThat(report.receipt().failure().message()).contains("No space left on device");
    }

    private static void fill() throws IOException {
        try (var out = Files.newOutputStream(FILLER)) {
            for (var block = new byte[4_096]; ; ) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left on device");
        }
    }
}
