package dev.codefleet.gateway;

import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contracttests.GatewayContract;
import dev.codefleet.contracttests.InMemoryJobs;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** The gateway's side of the wire that clients use, with a manager behind it. */
@QuarkusTest
@TestProfile(GatewayWireTest.Tight.class)
@WithTestResource(StandInRegistry.class)
class GatewayWireTest extends GatewayContract {
    private static final int MAX_BODY_BYTES = 100_000;
    private static final int MAX_REPOSITORY_BYTES = 200_000;

    /** Limits that a test can reach. */
    public static final class Tight implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "codefleet.gateway.max-body-bytes", Integer.toString(MAX_BODY_BYTES),
                    "codefleet.gateway.max-repository-bytes",
                            Integer.toString(MAX_REPOSITORY_BYTES));
        }
    }

    @TestHTTPResource("/")
    URI address;

    @Inject TestFleet fleet;

    private final InMemoryJobs jobs = new InMemoryJobs("manager-1");
    private final StandInManager manager = new StandInManager("manager-1").does(jobs::answer);

    @AfterEach
    void close() {
        manager.close();
    }

    @Override
    protected Given given() {
        fleet.is(manager.view());
        return new Given() {
            @Override
            public URI address() {
                return address;
            }

            @Override
            public JobId atWork() {
                return jobs.atWork();
            }

            @Override
            public JobId ended(JobState state) {
                return jobs.ended(state);
            }

            @Override
            public byte[] repository() {
                return "a bundle".getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public int maxBodyBytes() {
                return MAX_BODY_BYTES;
            }

            @Override
            public int maxRepositoryBytes() {
                return MAX_REPOSITORY_BYTES;
            }

            @Override
            public void withoutManagers() {
                fleet.is();
            }
        };
    }
}
