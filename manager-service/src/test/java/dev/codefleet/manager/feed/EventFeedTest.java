package dev.codefleet.manager.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.job.Demand;
import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.MessageType;
import dev.codefleet.manager.TestDatabase;
import dev.codefleet.manager.TestJobs;
import dev.codefleet.manager.job.JobHolder;
import dev.codefleet.manager.job.NewJob;
import dev.codefleet.manager.job.Stores;
import dev.codefleet.support.Json;
import dev.codefleet.support.SseEvent;
import dev.codefleet.support.SseParser;
import dev.codefleet.web.EventStream;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Over a real connection, from a real database. */
class EventFeedTest {
    private static final long FENCE = 7;
    private static final int MANY = 60_000;

    private final TestDatabase database = TestDatabase.fresh();
    private final Stores stores = Stores.of(database.source());
    private final CommittedEvents events = new CommittedEvents();
    private final Vertx vertx = Vertx.vertx();
    private final CompletableFuture<Thread> feeding = new CompletableFuture<>();
    private JobId job;
    private HttpServer server;
    private boolean isFollowed = true;

    @BeforeEach
    void open() throws Exception {
        var accepted = TestJobs.job(TestJobs.subtask("a"));
        stores.jobs().accept(accepted, "manager-1", FENCE);
        job = accepted.id();
        var router = Router.router(vertx);
        router.get()
                .handler(routing -> {
                    // As small as it can be: whatever does not fit waits for the reader.
                    var limits = new EventStream.Limits(100, 16 << 10, Duration.ZERO);
                    var stream = EventStream.open(routing, limits);
                    var feed = new EventFeed(job, stream, new Holding(), () -> TestJobs.NOW, 0);
                    feeding.complete(
                            Thread.startVirtualThread(
                                    () -> feed.run(stores.views(), events, isFollowed)));
                });
        server =
                vertx.createHttpServer()
                        .requestHandler(router)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        database.close();
    }

    @Test
    void aReaderThatIsSlowerThanTheDatabaseGetsEveryEntryAndTheEnd() throws Exception {
        log(1, MANY);
        isFollowed = false;

        try (var reader = new Reader()) {
            awaitWaiting();
            assertThat(reader.rest()).isEqualTo(numbers(1, MANY));
            assertEnd(reader.last(), MANY, true, "CAUGHT_UP");
        }
    }

    @Test
    void aFollowerThatFallsBehindWhatIsToldMissesNothing() throws Exception {
        log(1, 10);
        try (var reader = new Reader()) {
            assertThat(reader.next(10)).isEqualTo(numbers(1, 10));
            // Told faster than it reads, and more than any buffer holds.
            log(11, MANY);
            for (var seq = 11L; seq <= MANY; seq++) {
                events.publish(
                        job, entry(seq, Map.of("what", "progress", "text", "x".repeat(200))));
            }
            var end = entry(MANY + 1L, Map.of("what", "job", "state", JobState.SUCCEEDED.name()));
            insert(end);
            events.publish(job, end);

            assertThat(reader.rest()).isEqualTo(numbers(11, MANY + 1L));
            assertEnd(reader.last(), MANY + 1L, true, "JOB_ENDED");
        }
    }

    @Test
    void whatIsToldToAReaderThatKeepsUpComesAtOnce() throws Exception {
        try (var reader = new Reader()) {
            awaitWaiting();
            for (var seq = 1; seq <= 5; seq++) {
                var entry = entry(seq, Map.of("what", "progress"));
                insert(entry);
                events.publish(job, entry);
                assertThat(reader.next(1)).isEqualTo(numbers(seq, seq));
            }
        }
    }

    @Test
    void aJobThatMovesEndsTheStreamWithWhereToGoOn() throws Exception {
        log(1, 3);
        try (var reader = new Reader()) {
            assertThat(reader.next(3)).isEqualTo(numbers(1, 3));
            awaitWaiting();
            events.moved(job);
            assertThat(reader.rest()).isEmpty();
            assertEnd(reader.last(), 3, false, "MOVED");
        }
    }

    @Test
    void aJobThatHasEndedIsToldToItsEnd() throws Exception {
        log(1, 3);
        database.execute(
                "UPDATE job SET state = 'CANCELLED', finished_at = now(), failure = '{\"reason\": \"CANCELLED\", \"message\": \"c\"}' WHERE id = '"
                        + job
                        + "'");
        try (var reader = new Reader()) {
            assertThat(reader.rest()).isEqualTo(numbers(1, 3));
            assertEnd(reader.last(), 3, true, "JOB_ENDED");
        }
    }

    private static void assertEnd(SseEvent word, long last, boolean isComplete, String reason)
            throws IOException {
        assertThat(word.name()).isEqualTo("end");
        assertThat(word.id()).isNull();
        var entry = Json.mapper().readValue(word.data(), JobEvent.class);
        assertThat(entry.seq()).isEqualTo(last);
        assertThat(entry.body())
                .containsEntry("complete", isComplete)
                .containsEntry("reason", reason)
                .containsEntry("last_event_id", Long.toString(last));
    }

    /** Until the feed waits: for its reader, or for news. */
    private void awaitWaiting() throws Exception {
        var thread = feeding.get(10, TimeUnit.SECONDS);
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        var seen = 0;
        while (seen < 1_000 && System.nanoTime() < deadline) {
            seen = thread.getState() == Thread.State.WAITING ? seen + 1 : 0;
            Thread.onSpinWait();
        }
        assertThat(seen).isEqualTo(1_000);
    }

    private void log(long first, long last) throws SQLException {
        database.execute(
                """
                INSERT INTO event (job, seq, at, type, sender, body)
                SELECT '%s', seq, now(), 'STATUS', 'manager-1',
                    jsonb_build_object('what', 'progress', 'text', repeat('x', 200))
                FROM generate_series(%d, %d) AS seq\
                """
                        .formatted(job, first, last));
    }

    private void insert(JobEvent entry) throws SQLException {
        database.execute(
                "INSERT INTO event (job, seq, at, type, sender, body) VALUES ('%s', %d, now(), 'STATUS', 'manager-1', '%s')"
                        .formatted(job, entry.seq(), Json.text(entry.body())));
    }

    private static JobEvent entry(long seq, Map<String, Object> body) {
        return new JobEvent(seq, TestJobs.NOW, MessageType.STATUS, "manager-1", null, body);
    }

    private static List<Long> numbers(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    /** Reads only when it is told to. */
    private final class Reader implements AutoCloseable {
        private final Socket socket = new Socket();
        private final InputStream in;
        private final SseParser parser = new SseParser();
        private final List<SseEvent> came = new ArrayList<>();
        private int taken;

        Reader() throws IOException {
            // Small, but not below a segment: else each piece may wait for the kernel's timer.
            socket.setReceiveBufferSize(128 << 10);
            socket.setSoTimeout(20_000);
            socket.connect(new java.net.InetSocketAddress("127.0.0.1", server.actualPort()));
            socket.getOutputStream()
                    // HTTP/1.0: the body comes as it is, until the connection ends.
                    .write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            in = socket.getInputStream();
            var line = 0;
            while (line != '\n' || in.read() != '\r') {
                line = in.read();
            }
            in.read();
        }

        List<Long> next(int count) throws IOException {
            while (came.size() < taken + count && read()) {}
            return take(taken + count);
        }

        List<Long> rest() throws IOException {
            while (read()) {}
            return take(came.size() - 1);
        }

        SseEvent last() {
            return came.getLast();
        }

        private List<Long> take(int end) {
            var numbers =
                    came.subList(taken, end).stream()
                            .map(event -> Long.valueOf(Optional.ofNullable(event.id()).orElse("0")))
                            .toList();
            taken = end;
            return numbers;
        }

        private boolean read() throws IOException {
            var chunk = new byte[32 << 10];
            var length = in.read(chunk);
            if (length > 0) {
                parser.feed(Arrays.copyOf(chunk, length), came::add);
            }
            return length >= 0;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** Holds every job that its rows say it holds. */
    private static final class Holding implements JobHolder {
        @Override
        public String manager() {
            return "manager-1";
        }

        @Override
        public Optional<Long> fence() {
            return Optional.of(FENCE);
        }

        @Override
        public boolean isFullFor(String key) {
            return false;
        }

        @Override
        public Optional<Long> leaseFence() {
            return fence();
        }

        @Override
        public void begin(NewJob begun, long fence) {}

        @Override
        public void unanswered(JobId job, long fence) {}

        @Override
        public void takeUp() {}

        @Override
        public CompletionStage<Boolean> cancel(JobId job) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Demand> demand() {
            throw new UnsupportedOperationException();
        }
    }
}
