package dev.codefleet.manager.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.job.JobId;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DroppedJobsTest {
    private static final JobId JOB = new JobId("job1");

    private final AtomicLong nanos = new AtomicLong();
    private final DroppedJobs dropped = new DroppedJobs(nanos::get);

    @Test
    void oneIsTakenUpAtOnceAndOnce() {
        dropped.add(JOB, 7);

        assertThat(dropped.takeDue()).extracting(DroppedJobs.Dropped::fence).containsExactly(7L);
        assertThat(dropped.takeDue()).isEmpty();
    }

    @Test
    void whatHappensAgainAndAgainIsTakenUpAfterEverLongerWaits() {
        for (var wait : new long[] {0, 500, 1_000, 2_000, 4_000, 5_000, 5_000}) {
            dropped.add(JOB, 7);
            pass(Duration.ofMillis(wait - 1));
            assertThat(dropped.takeDue()).as("before %d ms", wait).hasSize(wait == 0 ? 1 : 0);

            pass(Duration.ofMillis(1));
            assertThat(dropped.takeDue()).as("after %d ms", wait).hasSize(wait == 0 ? 0 : 1);
        }
    }

    @Test
    void afterMinutesWithoutTroubleTheNextIsTheFirst() {
        dropped.add(JOB, 7);
        dropped.takeDue();
        pass(Duration.ofMinutes(3));

        dropped.add(JOB, 7);

        assertThat(dropped.takeDue()).hasSize(1);
    }

    private void pass(Duration time) {
        nanos.addAndGet(Math.max(0, time.toNanos()));
    }
}
