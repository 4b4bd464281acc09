package dev.codefleet.programmer.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.job.JobId;
import org.junit.jupiter.api.Test;

class FencesTest {
    @Test
    void aLowerFenceThanSeenIsStale() {
        var fences = new Fences(10);

        assertThat(fences.check(job(1), 5)).isEmpty();
        assertThat(fences.check(job(1), 4)).hasValue(5);
        assertThat(fences.check(job(1), 5)).isEmpty();
        assertThat(fences.check(job(1), 6)).isEmpty();
        assertThat(fences.check(job(1), 5)).hasValue(6);
    }

    @Test
    void jobsDoNotTouchEachOther() {
        var fences = new Fences(10);
        fences.check(job(1), 5);

        assertThat(fences.check(job(2), 1)).isEmpty();
    }

    @Test
    void theJobNotHeardOfForLongestIsForgotten() {
        var fences = new Fences(2);
        fences.check(job(1), 5);
        fences.check(job(2), 5);
        fences.check(job(1), 5);
        fences.check(job(3), 5);

        assertThat(fences.check(job(1), 4)).hasValue(5);
        assertThat(fences.check(job(2), 4)).isEmpty();
    }

    private static JobId job(int number) {
        return new JobId("job" + number);
    }
}
