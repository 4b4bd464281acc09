package dev.codefleet.programmer.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.programmer.attempt.Orders;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WithdrawnAttemptsTest {
    @Test
    void theWithdrawnLongestAgoAreForgotten() {
        var withdrawn = new WithdrawnAttempts(2);
        var ids = Stream.generate(Orders::newAttempt).limit(3).toList();
        ids.forEach(withdrawn::add);

        assertThat(ids).extracting(withdrawn::contains).containsExactly(false, true, true);
    }
}
