package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.AttemptEvent;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.plan.Executor;
import dev.codefleet.contracttests.ProgrammerContract;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;

/** The programmer of the manager's tests says nothing that the service would not. */
class TestProgrammerWireTest extends ProgrammerContract {
    private static final int SLOTS = 2;
    private static final Executor WORK = new Executor.Command("work", null);
    private static final Executor FAILING = new Executor.Command(null, List.of("false"));
    private static final Vertx vertx = Vertx.vertx();

    private final TestProgrammer programmer = new TestProgrammer(vertx, "programmer-1", SLOTS);

    @AfterEach
    void close() {
        programmer.close();
    }

    @AfterAll
    static void closeVertx() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Override
    protected Given given() {
        programmer.hold(order -> order.task().executor().equals(WORK));
        programmer.outcome(order ->
                order.task().executor().equals(FAILING)
                        ? Optional.of(Failure.of(FailureReason.EXECUTOR_ERROR, "It failed."))
                        : Optional.empty());
        return new Given() {
            @Override
            public URI address() {
                return URI.create(programmer.url());
            }

            @Override
            public int slots() {
                return SLOTS;
            }

            @Override
            public Executor work(AttemptId attempt) {
                return WORK;
            }

            @Override
            public void letGo(AttemptId attempt) {
                programmer.finish(attempt);
            }

            @Override
            public void beat(AttemptId attempt) {
                programmer.say(attempt, new AttemptEvent.Beat(1));
            }
        };
    }
}
