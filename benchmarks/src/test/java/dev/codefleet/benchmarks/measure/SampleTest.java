package dev.codefleet.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampleTest {

    @Test
    void aPercentileIsTheValueThatSoManyDoNotExceed() {
        var sample = Sample.of(IntStream.rangeClosed(1, 1_000).boxed().toList().reversed());

        assertThat(sample.percentile(50)).isEqualTo(500);
        assertThat(sample.percentile(99)).isEqualTo(990);
        assertThat(sample.percentile(100)).isEqualTo(1_000);
    }

    @Test
    void oneValueIsAllThereIsToSay() {
        var sample = Sample.of(List.of(7.5));

        assertThat(sample.median()).isEqualTo(7.5);
        assertThat(sample.percentile(99)).isEqualTo(7.5);
        assertThat(sample.least()).isEqualTo(sample.most());
    }

    @Test
    void nothingMeasuredIsNoSample() {
        assertThatThrownBy(() -> Sample.of(List.<Double>of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
