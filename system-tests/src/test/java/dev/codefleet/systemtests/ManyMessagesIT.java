package dev.codefleet.systemtests;

import static dev.codefleet.systemtests.Task.job;
import static dev.codefleet.systemtests.Task.none;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.localfleet.FleetSpec;
import dev.codefleet.postgres.EmbeddedPostgres;
import dev.codefleet.support.Json;
import dev.codefleet.support.SseParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A job with more messages than any buffer between the database and a reader holds. The messages
 * are put into the database, so its fleet is its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManyMessagesIT {
    /**
     * More than ever got through when streams ended early; 200,000 take minutes on a busy machine.
     */
    private static final int MESSAGES = Integer.getInteger("system-tests.messages", 100_000);

    private static final int SLOW_BYTES_PER_SECOND = 2_000_000;
    private static final int CHUNK_BYTES = 64 * 1024;
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final EmbeddedPostgres database = EmbeddedPostgres.temporary();
    private final Fleet fleet =
            Fleet.start(
                    FleetSpec.usual().withProgrammers(1, 1),
                    Map.of(
                            "CODEFLEET_DATABASE_URL", database.jdbcUrl(),
                            "CODEFLEET_DATABASE_USER", database.user(),
                            "CODEFLEET_DATABASE_PASSWORD", database.password()));
    private final Api api = fleet.api();
    private final JobId job = api.run(job(null, "Talks much", none("a"))).id();

    @BeforeAll
    void addMessages() throws SQLException {
        run(
                "UPDATE event SET seq = seq + %2$d WHERE job = '%1$s' AND seq ="
                        + " (SELECT max(seq) FROM event WHERE job = '%1$s')");
        run(
                "INSERT INTO event (job, seq, at, type, sender, receiver, body)"
                        + " SELECT job, number, at, 'STATUS', 'manager-1', 'programmer-1',"
                        + " jsonb_build_object('what', 'progress', 'subtask', 'a', 'number', number)"
                        + " FROM generate_series((SELECT max(seq) - %2$d FROM event WHERE job = '%1$s'),"
                        + " (SELECT max(seq) - 1 FROM event WHERE job = '%1$s')) number,"
                        + " (SELECT job, at FROM event WHERE job = '%1$s' AND seq = 1) one");
    }

    @AfterAll
    void stop() {
        try (database;
                fleet) {
            assertThat(api.job(job).state().isFinal()).isTrue();
        }
    }

    @Test
    void theCommandPrintsAllOfThemInOrder() {
        var outcome =
                Cli.of(fleet).run("logs", job.value(), "--gateway", fleet.processes().gatewayUrl());

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        var numbers =
                outcome.out()
                        .lines()
                        .filter(line -> line.contains(" number="))
                        .map(line -> line.replaceAll(".* number=(\\d+).*", "$1"))
                        .mapToLong(Long::parseLong)
                        .toArray();
        assertThat(numbers).hasSize(MESSAGES);
        for (var at = 1; at < numbers.length; at++) {
            assertThat(numbers[at]).isEqualTo(numbers[at - 1] + 1);
        }
        assertThat(outcome.out().lines().toList().getLast()).contains("job", "state=SUCCEEDED");
    }

    @Test
    void aSlowReaderGetsAllOfThemInOrderOrIsToldWhereToGoOn() throws IOException {
        var reader = new SlowReader();
        var start = System.nanoTime();
        do {
            reader.readOnce();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONGEST);
        } while (!reader.isComplete);

        assertThat(reader.number).isEqualTo(MESSAGES);
        assertThat(reader.bytes).isGreaterThan(MESSAGES * 100L);
    }

    /** Reads at its own pace, and goes on where a stream says so. */
    private final class SlowReader {
        private long last;
        private long number;
        private long bytes;
        private boolean isComplete;

        void readOnce() throws IOException {
            var request =
                    api.request("/v1/jobs/" + job + "/events")
                            .header("Last-Event-ID", Long.toString(last))
                            .build();
            var response = api.send(request, BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            try (var body = response.body()) {
                assertThat(readToEnd(body)).as("the stream's last word was its end").isTrue();
            }
        }

        /** Whether the stream said that it ends. */
        private boolean readToEnd(InputStream body) throws IOException {
            var parser = new SseParser();
            var chunk = new byte[CHUNK_BYTES];
            var start = System.nanoTime();
            var isEnded = new boolean[1];
            long read = 0;
            for (var length = body.read(chunk); length >= 0; length = body.read(chunk)) {
                read += length;
                parser.feed(
                        Arrays.copyOf(chunk, length),
                        event -> {
                            assertThat(isEnded[0]).isFalse();
                            isEnded[0] = event.name().equals("end");
                            take(event.data(), isEnded[0]);
                        });
                pause(start + read * 1_000_000_000L / SLOW_BYTES_PER_SECOND);
            }
            bytes += read;
            return isEnded[0];
        }

        private void take(String data, boolean isEnd) {
            try {
                var message = Json.mapper().readValue(data, JobEvent.class);
                if (isEnd) {
                    isComplete = Boolean.TRUE.equals(message.body().get("complete"));
                    return;
                }
                assertThat(message.seq()).isEqualTo(last + 1);
                last = message.seq();
                if (message.body().containsKey("number")) {
                    number++;
                }
            } catch (IOException e) {
                throw new AssertionError(data, e);
            }
        }
    }

    private static void pause(long until) {
        var nanos = until - System.nanoTime();
        if (nanos <= 0) {
            return;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void run(String sql) throws SQLException {
        try (var connection =
                        DriverManager.getConnection(
                                database.jdbcUrl(), database.user(), database.password());
                var statement = connection.createStatement()) {
            statement.execute(String.format(sql, job, MESSAGES));
        }
    }
}
