package dev.codefleet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testcontainers.DockerClientFactory;

/**
 * The images of the compose file, from source and with nothing but Docker: first, and beside tests
 * of processes, so that those of the fleet in containers need not wait for them.
 */
@Order(1)
@ExtendWith(SharedComposeFleet.class)
class ComposeBuildIT {
    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void theImageOfEachServiceIsBuilt() {
        // One after the other: both take all of the machine's time.
        Fleet.prepare();
        ComposeFleet.build();

        var docker = DockerClientFactory.instance().client();
        for (var service : new String[] {"registry", "gateway", "manager", "programmer"}) {
            var image = docker.inspectImageCmd("codefleet/" + service).exec();
            assertThat(Objects.requireNonNull(image.getConfig()).getLabels())
                    .containsEntry("org.opencontainers.image.title", "codefleet-" + service);
        }
    }
}
