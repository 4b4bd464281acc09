package dev.codefleet.gateway;

import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contracttests.InMemoryJobs;
import dev.codefleet.contracttests.ManagerContract;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;

/** The manager of the gateway's tests says nothing that the service would not. */
class StandInManagerWireTest extends ManagerContract {
    private final InMemoryJobs jobs = new InMemoryJobs("manager-1");
    private final StandInManager manager = new StandInManager("manager-1").does(jobs::answer);

    @AfterEach
    void close() {
        manager.close();
    }

    @Override
    protected Given given() {
        return new Given() {
            @Override
            public URI address() {
                return URI.create(manager.url());
            }

            @Override
            public JobId jobOf(String other) {
                return jobs.add(other).id();
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
        };
    }
}
