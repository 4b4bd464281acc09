package dev.codefleet.programmer.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Receipt;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Attempts of a programmer that lets them reach one host. */
@QuarkusTest
@EnabledIf("dev.codefleet.programmer.attempt.Profiles$Restricted#isPossible")
@TestProfile(Profiles.Restricted.class)
class RestrictedNetworkAttemptTest {
    @TestHTTPResource URI address;

    @TempDir Path temporary;

    @Test
    void executorAndChecksReachWhatIsAllowedAndTheReceiptTellsIt() throws Exception {
        var origin = TestOrigin.make(temporary);
        var standIn =
                ConfigProvider.getConfig().getValue(Profiles.Restricted.STAND_IN, String.class);
        var get = "test \"$(curl -sf http://%s/)\" = hello".formatted(standIn);
        var order =
                Orders.script(
                                origin.source(),
                                """
                                %s
                                curl -s https://elsewhere.example/ && exit 1
                                curl -s --noproxy '*' http://127.0.0.1:%d/q/health && exit 1
                                curl -s http://127.0.0.3:%1$s/ | grep Codefleet
                                test -f ~/.m2/settings.xml
                                echo x >new
                                """
                                        .replace("%1$s", Integer.toString(address.getPort()))
                                        .formatted(get, address.getPort()))
                        .checks(get + " && test -f ~/.m2/settings.xml")
                        .order();

        var report = new TestProgrammer(address).run(order);

        assertThat(report.state()).as(report.log()).isEqualTo(AttemptState.SUCCEEDED);
        var execution = report.receipt().execution();
        assertThat(execution.network()).isEqualTo("restricted");
        var egress = Objects.requireNonNull(execution.egress());
        assertThat(egress.others()).isZero();
        assertThat(egress.connections())
                .extracting(Receipt.Connection::host)
                .containsExactly("127.0.0.2", "elsewhere.example", "127.0.0.3");
        assertThat(egress.connections().getFirst().times()).isEqualTo(2);
        assertThat(egress.connections().get(1).refused()).contains("not on the list");
        assertThat(report.log())
                .contains(
                        "[network: elsewhere.example:443 is not reached: this host is not on the");
    }
}
