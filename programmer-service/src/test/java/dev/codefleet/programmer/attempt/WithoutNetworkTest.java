package dev.codefleet.programmer.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptState;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Attempts of a programmer that gives them no network. */
@QuarkusTest
@EnabledIf("dev.codefleet.programmer.execute.Sandboxes#isBubblewrapHere")
@TestProfile(Profiles.WithoutNetwork.class)
class WithoutNetworkTest {
    @TestHTTPResource URI address;

    @TempDir Path temporary;

    @Test
    void neitherExecutorNorChecksReachTheirOwnProgrammer() throws Exception {
        var origin = TestOrigin.make(temporary);
        var reach = "! bash -c ': </dev/tcp/127.0.0.1/%d'".formatted(address.getPort());
        var order = Orders.script(origin.source(), reach + "; echo x >new").checks(reach).order();

        var report = new TestProgrammer(address).run(order);

        assertThat(report.state()).as(report.log()).isEqualTo(AttemptState.SUCCEEDED);
        assertThat(report.receipt().execution().network()).isEqualTo("none");
        assertThat(report.log()).contains("Connection refused");
    }
}
