package dev.codefleet.systemtests;

import static dev.codefleet.systemtests.Task.command;
import static dev.codefleet.systemtests.Task.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Receipt;
import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.localfleet.FleetSpec;
import dev.codefleet.localfleet.Member;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Programmers without a sandbox, and nobody who starts them again: whatever ends the processes of
 * an attempt is neither the kernel nor a next life of the programmer.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated
class PausedProgrammerIT {
    private final Fleet fleet =
            Fleet.start(
                    FleetSpec.usual()
                            .unsupervised()
                            .withEnvironment(Map.of("CODEFLEET_SANDBOX", "none")));
    private final Api api = fleet.api();

    @AfterAll
    void stop() {
        fleet.close();
    }

    /** Where an attempt runs. */
    private record Running(String attempt, Member programmer, ProcessHandle process) {
        String marker() {
            return "CODEFLEET_ATTEMPT=" + attempt;
        }
    }

    @Test
    void anAttemptEndsWhileItsProgrammerIsPausedAndIsNotTakenUpAgain() throws Exception {
        var script =
                """
                case $CODEFLEET_ATTEMPT in *.1) setsid sleep 60 & sleep 60 ;; esac
                echo done >work.txt
                """;
        var job =
                api.submit(job(Repository.create(), "One is paused", command("work", script))).id();
        var running = await(job);

        signal("-STOP", running.process());

        try {
            assertThat(Processes.vanish(running.marker(), Duration.ofSeconds(13))).isTrue();
        } finally {
            signal("-CONT", running.process());
        }
        var ended = api.end(job);
        assertThat(ended.state()).as("%s", ended.failure()).isEqualTo(JobState.SUCCEEDED);
        assertThat(api.subtask(job, "work").effort().attempts()).isEqualTo(2);
        assertThat(api.receipts(job, "work"))
                .filteredOn(receipt -> receipt.attempt().toString().equals(running.attempt()))
                .extracting(Receipt::state)
                .doesNotContain(AttemptState.SUCCEEDED);
        assertThat(Processes.with(running.marker())).isEmpty();
    }

    @Test
    void anAttemptEndsAtOnceWhenItsProgrammerIsKilled() throws Exception {
        var script = "setsid sleep 60 & sleep 60";
        var job = api.submit(job(Repository.create(), "One dies", command("work", script))).id();
        var running = await(job);

        running.programmer().kill();

        assertThat(Processes.vanish(running.marker(), Duration.ofSeconds(3))).isTrue();
        api.cancel(job);
        running.programmer().start();
    }

    private Running await(JobId job) {
        var started = api.await(job, PausedProgrammerIT::isExecuting);
        var attempt = String.valueOf(started.body().get("attempt"));
        var programmer = fleet.processes().member(String.valueOf(started.body().get("programmer")));
        assertThat(Processes.appear("CODEFLEET_ATTEMPT=" + attempt, 2)).isTrue();
        return new Running(attempt, programmer, programmer.process().orElseThrow());
    }

    private static boolean isExecuting(JobEvent event) {
        return "progress".equals(event.body().get("what"))
                && "executor".equals(event.body().get("phase"));
    }

    private static void signal(String name, ProcessHandle process)
            throws IOException, InterruptedException {
        var kill = new ProcessBuilder("kill", name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }
}
