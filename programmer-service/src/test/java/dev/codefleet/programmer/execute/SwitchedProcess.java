package dev.codefleet.programmer.execute;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.programmer.trust.StopSignal;
import dev.codefleet.web.Ticker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * What a programmer does for one attempt's process, in a process of its own that a test can stop.
 */
final class SwitchedProcess {
    private SwitchedProcess() {}

    /**
     * Runs a script under a dead man's switch.
     *
     * @param arguments the sandbox, {@code none} or {@code best}; the attempt; its directory; the
     *     script
     */
    public static void main(String[] arguments) throws Exception {
        var sandbox =
                arguments[0].equals("none") ? new Unconfined(ProcessLimits.NONE) : Sandboxes.best();
        var attempt = AttemptId.parse(arguments[1]);
        var directory = Path.of(arguments[2]);
        var ticker = Ticker.system();
        var program = SwitchProgram.install(System.getenv("PATH"), directory);
        var stop = new StopSignal(ticker, Duration.ofSeconds(9));
        var timer = Executors.newSingleThreadScheduledExecutor();
        try (var guard = new DeadMansSwitch(program);
                var runner =
                        new ProcessRunner(
                                sandbox,
                                guard,
                                Sandboxes.noLimits(),
                                Duration.ofMinutes(5),
                                Duration.ofSeconds(5),
                                ticker)) {
            // A programmer takes its first order long after it has started the switch.
            Awaiting.until(Duration.ofSeconds(30), () -> guard.trouble().isEmpty());
            guard.begin(attempt, stop);
            timer.scheduleWithFixedDelay(
                    () -> {
                        var asOf = guard.time();
                        stop.putOff(ticker.nanos() + TimeUnit.SECONDS.toNanos(9));
                        guard.feed(asOf, Map.of(attempt, Duration.ofSeconds(10)));
                    },
                    0,
                    500,
                    TimeUnit.MILLISECONDS);
            var where =
                    new Confinement(
                            Files.createDirectories(directory.resolve("work")),
                            Files.createDirectories(directory.resolve("home")),
                            Files.createDirectories(directory.resolve("tmp")),
                            null,
                            List.of());
            var launch =
                    new Launch(
                            attempt,
                            List.of("/bin/sh", "-c", arguments[3]),
                            Map.of("PATH", "/usr/bin:/bin"),
                            where,
                            null,
                            null);
            System.out.println(runner.run(launch, System.out::println, stop));
            System.out.println(runner.run(launch, System.out::println, stop));
        } finally {
            timer.shutdownNow();
        }
    }
}
