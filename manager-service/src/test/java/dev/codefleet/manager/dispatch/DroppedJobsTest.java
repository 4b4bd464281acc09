package dev.codefleet.manager.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.job.JobId;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DroppedJobsTest {
    private static final JobId JOB = new JobId("job1");

    private final AtomicLong nanos = new AtomicLong();
    private final DroppedJobs mislaid = new DroppedJobs(nanos::get);

    @Test
    void oneIsTakenUpAtOnceAndOnce() {
        mislaid.add(JOB, 7);

        assertThat(mislaid.takeDue()).extracting(DroppedJobs.Mislaid::fence).containsExactly(7L);
        assertThat(mislaid.takeDue()).isEmpty();
    }

    @Test
    void whatHappensAgainAndAgainIsTakenUpAfterEverLongerWaits() {
        for (var wait : new long[] {0, 500, 1_000, 2_000, 4_000, 5_000, 5_000}) {
            mislaid.add(JOB, 7);
            pass(Duration.ofMillis(wait - 1));
            assertThat(mislaid.takeDue()).as("before %d ms", wait).hasSize(wait == 0 ? 1 : 0);

            pass(Duration.ofMillis(1));
            assertThat(mislaid.takeDue()).as("after %d ms", wait).hasSize(wait == 0 ? 0 : 1);
        }
    }

    @Test
    void afterMinutesWithoutTroubleTheNextIsTheFirst() {
        mislaid.add(JOB, 7);
        mislaid.takeDue();
        pass(Duration.ofMinutes(3));

        mislaid.add(JOB, 7);

        assertThat(mislaid.takeDue()).hasSize(1);
    }

    private void pass(Duration time) {
        nanos.addAndGet(Math.max(0, time.toNanos()));
    }
}
