package dev.codefleet.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.job.JobId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TimeOrderedIdsTest {

    @Test
    void idsSortByTheOrderTheyWereMadeInAlsoWhenTheClockStandsOrStepsBack() {
        var millis = new AtomicLong(1_900_000_000_000L);
        InstantSource clock = () -> Instant.ofEpochMilli(millis.get());
        var ids = new TimeOrderedIds(clock, new Random(1));
        var random = new Random(2);
        var made = new ArrayList<String>();
        for (var i = 0; i < 1_000; i++) {
            made.add(ids.next());
            millis.addAndGet(random.nextInt(4) - 1);
        }
        assertThat(made).isSorted().doesNotHaveDuplicates();
        assertThat(made).allSatisfy(id -> assertThat(new JobId(id).value()).hasSize(20));
    }
}
