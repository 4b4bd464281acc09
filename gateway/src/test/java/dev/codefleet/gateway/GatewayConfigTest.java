package dev.codefleet.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GatewayConfigTest {
    private static final String PREFIX = "codefleet.gateway.";

    @Test
    void defaultsAreAsDocumented() {
        var config = config(new SmallRyeConfigBuilder());

        assertThat(config.maxBodyBytes()).isEqualTo(64 << 20);
        assertThat(config.maxBodyBytesInMemory()).isEqualTo(32 << 10);
        assertThat(config.maxSpooledBytes()).isEqualTo(1 << 30);
        assertThat(config.maxRepositoryBytes()).isEqualTo(256 << 20);
        assertThat(config.maxSpooledRepositoryBytes()).isEqualTo(1 << 30);
        assertThat(config.repositoryTimeout()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.maxSubmissions()).isEqualTo(500);
        assertThat(config.bodyTimeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.maxStreams()).isEqualTo(1_000);
        assertThat(config.maxStreamsPerCaller()).isEqualTo(200);
        assertThat(config.maxRequestsPerCaller()).isEqualTo(200);
        assertThat(config.maxRequestsPerSecondPerCaller()).isEqualTo(2_000);
        assertThat(config.maxUploadsPerCaller()).isEqualTo(16);
        assertThat(config.maxTries()).isEqualTo(3);
        assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.submitTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.answerTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.maxSilence()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.connectionsPerManager()).isEqualTo(256);
        assertThat(config.maxWaitingRequests()).isEqualTo(1_000);
        assertThat(config.probeTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.probeAge()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.retryAfter()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void namesAreAsDocumented() {
        var config =
                config(
                        new SmallRyeConfigBuilder()
                                .withDefaultValue(PREFIX + "max-body-bytes", "1")
                                .withDefaultValue(PREFIX + "max-streams", "2")
                                .withDefaultValue(PREFIX + "answer-timeout", "PT3S"));

        assertThat(config.maxBodyBytes()).isEqualTo(1);
        assertThat(config.maxStreams()).isEqualTo(2);
        assertThat(config.answerTimeout()).isEqualTo(Duration.ofSeconds(3));
    }

    private static GatewayConfig config(SmallRyeConfigBuilder values) {
        return values.withMapping(GatewayConfig.class)
                .build()
                .getConfigMapping(GatewayConfig.class);
    }
}
