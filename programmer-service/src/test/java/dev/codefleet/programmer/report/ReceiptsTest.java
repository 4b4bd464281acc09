package dev.codefleet.programmer.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.programmer.attempt.Orders;
import dev.codefleet.programmer.attempt.Profiles;
import dev.codefleet.programmer.attempt.TestOrigin;
import dev.codefleet.programmer.attempt.TestProgrammer;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What receipts say of what was done. */
@QuarkusTest
@TestProfile(Profiles.Unconfined.class)
class ReceiptsTest {
    @TestHTTPResource URI address;

    @TempDir Path temporary;

    private TestProgrammer programmer;
    private TestOrigin origin;

    @BeforeEach
    void begin() throws Exception {
        programmer = new TestProgrammer(address);
        origin = TestOrigin.make(temporary);
    }

    @Test
    void onlyChecksCanBeAskedFor() throws Exception {
        var order = Orders.nothing().with(origin.source()).checks("grep -q two README").order();

        var receipt = programmer.run(order).receipt();

        assertThat(receipt.failure()).isNull();
        assertThat(receipt.commits().commit()).isEqualTo(origin.source().base());
        assertThat(receipt.flags()).isEmpty();
        assertThat(receipt.iterations()).isZero();
    }

    @Test
    void aReceiptFlagsWhatAReviewerShouldSee() throws Exception {
        var order =
                Orders.script(origin.source(), "rm src/test/AppTest.txt; echo x > outside")
                        .files("src/**")
                        .order();

        assertThat(programmer.run(order).receipt().flags())
                .containsExactly(ReviewFlags.OUTSIDE_FILES, ReviewFlags.TESTS_DELETED);
        assertThat(programmer.run(Orders.script(origin.source(), "true").order()).receipt().flags())
                .containsExactly(ReviewFlags.NO_CHANGE);
    }
}
