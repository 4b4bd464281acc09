package dev.codefleet.cli.client;

import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contracttests.GatewayContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;

/** The gateway of the command's tests says nothing that the service would not. */
class StandInGatewayWireTest extends GatewayContract {
    private final StandInGateway gateway = start();

    @AfterEach
    void close() {
        gateway.close();
    }

    private static StandInGateway start() {
        try {
            return new StandInGateway();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected Given given() {
        return new Given() {
            @Override
            public URI address() {
                return URI.create(gateway.url());
            }

            @Override
            public JobId atWork() {
                return gateway.jobs.atWork();
            }

            @Override
            public JobId ended(JobState state) {
                return gateway.jobs.ended(state);
            }

            @Override
            public byte[] repository() {
                return "a bundle".getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public int maxBodyBytes() {
                return StandInGateway.MAX_BODY_BYTES;
            }

            @Override
            public int maxRepositoryBytes() {
                return StandInGateway.MAX_REPOSITORY_BYTES;
            }

            @Override
            public void withoutManagers() {
                gateway.withoutManagers();
            }
        };
    }
}
