package dev.codefleet.programmer.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.BundleRef;
import dev.codefleet.contract.attempt.Source;
import dev.codefleet.contract.plan.Executor;
import dev.codefleet.contract.problem.FieldError;
import dev.codefleet.programmer.attempt.Orders;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OrderCheckTest {
    private static final String COMMIT = "a".repeat(40);
    private static final Source SOURCE = new Source("/repo", "main", COMMIT, COMMIT, List.of());

    @Test
    void goodOrdersHaveNoErrors() {
        assertThat(fields(Orders.nothing())).isEmpty();
        assertThat(fields(Orders.script(SOURCE, "true").checks("true").files("src/**"))).isEmpty();
        assertThat(fields(Orders.nothing().with(SOURCE).checks("true"))).isEmpty();
    }

    @Test
    void workNeedsNoRepository() {
        assertThat(fields(Orders.script("true"))).isEmpty();
        assertThat(fields(Orders.nothing().checks("true"))).isEmpty();
    }

    @Test
    void allErrorsComeAtOnce() {
        var source =
                new Source("ext::sh", "-x", "short", "", List.of(new BundleRef("nonsense", 1)));
        var order =
                Orders.script(source, "true")
                        .within(Duration.ZERO)
                        .iterations(0)
                        .with(new Executor.Llm(null));

        assertThat(fields(order))
                .containsExactlyInAnyOrder(
                        "source.url",
                        "source.ref",
                        "source.origin",
                        "source.base",
                        "source.bundles[0].sha256",
                        "limits.timeout",
                        "limits.max_iterations",
                        "executor.kind");
    }

    @Test
    void aCommandIsEitherAScriptOrAProgram() {
        assertThat(fields(command(null, null))).containsExactly("executor");
        assertThat(fields(command("true", List.of("true")))).containsExactly("executor");
        assertThat(fields(command(null, List.of()))).containsExactly("executor.argv");
        assertThat(fields(command(null, List.of("a\0b")))).containsExactly("executor.argv");
        assertThat(fields(command(null, Collections.nCopies(2, (String) null))))
                .contains("executor.argv");
    }

    @Test
    void whatIsTooLargeIsNamedWithItsLimit() {
        var errors =
                OrderCheck.errors(
                        Orders.script(SOURCE, "x".repeat(300_000)).files("x".repeat(501)).order());

        assertThat(errors)
                .extracting(FieldError::field)
                .containsExactly("files[0]", "executor.run");
        assertThat(errors).extracting(FieldError::expected).contains("at most 262144 characters");
    }

    private static Orders command(@Nullable String run, @Nullable List<String> argv) {
        return Orders.nothing().with(SOURCE).with(new Executor.Command(run, argv));
    }

    private static List<String> fields(Orders orders) {
        return OrderCheck.errors(orders.order()).stream().map(FieldError::field).toList();
    }
}
