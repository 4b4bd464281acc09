package dev.codefleet.benchmarks.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShapeTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    static List<Shape> shapes() {
        return List.of(
                Shapes.independent(30, SECOND),
                Shapes.fan(2_000, Duration.ZERO),
                Shapes.layers(3, 10, SECOND),
                Shapes.layers(8, 10, SECOND),
                Shapes.longTail(60, Duration.ofMillis(200), Duration.ofSeconds(2), 3));
    }

    @Test
    void theCriticalPathOfLayersIsOneStepOfEach() {
        var shape = Shapes.layers(3, 10, SECOND);

        assertThat(shape.criticalPath()).isEqualTo(Duration.ofSeconds(5));
        assertThat(shape.work()).isEqualTo(Duration.ofSeconds(32));
    }

    @Test
    void theBoundIsTheWorkWhereSlotsAreFewAndTheCriticalPathWhereTheyAreMany() {
        var shape = Shapes.independent(30, SECOND);

        assertThat(shape.bound(10)).isEqualTo(Duration.ofSeconds(3));
        assertThat(shape.bound(100)).isEqualTo(SECOND);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void everyStepComesAfterThoseItDependsOn(Shape shape) {
        var before = new HashSet<String>();
        for (var step : shape.steps()) {
            assertThat(before).containsAll(step.after());
            assertThat(before.add(step.key())).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void theGraphsThatAreMeasuredLetAListScheduleReachTheirBound(Shape shape) {
        assertThat(ListSchedule.makespan(shape, 10)).isEqualTo(shape.bound(10));
    }

    @Test
    void aListScheduleThatTakesAShortStepFirstIsLongerThanTheBound() {
        var steps =
                List.of(
                        Step.of("short", SECOND, List.of()),
                        Step.of("other", SECOND, List.of()),
                        Step.of("long", SECOND.multipliedBy(2), List.of()));
        var shape = new Shape("unlucky", steps);

        assertThat(shape.bound(2)).isEqualTo(Duration.ofSeconds(2));
        assertThat(ListSchedule.makespan(shape, 2)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aListSchedulePrefersTheBetterPriority() {
        var steps =
                List.of(
                        Step.of("short", SECOND, List.of()),
                        Step.of("other", SECOND, List.of()),
                        new Step("long", SECOND.multipliedBy(2), List.of(), 1));

        assertThat(ListSchedule.makespan(new Shape("lucky", steps), 2))
                .isEqualTo(Duration.ofSeconds(2));
    }
}
