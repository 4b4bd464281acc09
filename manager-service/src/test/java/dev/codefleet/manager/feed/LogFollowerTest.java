package dev.codefleet.manager.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptEvent;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.TestDatabase;
import dev.codefleet.manager.TestJobs;
import dev.codefleet.manager.job.Stores;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogFollowerTest {
    private static final AttemptId ATTEMPT = AttemptId.parse("job1.a.1");
    private static final int MORE = 5;

    private final TestDatabase database = TestDatabase.fresh();
    private final LiveLogs live = new LiveLogs();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aReaderThatIsFarBehindIsToldHowMuchIsLeftOutAndGetsTheRest() throws Exception {
        var output = new Slow();
        var follower =
                new LogFollower(ATTEMPT, live, Stores.of(database.source()).jobs(), _ -> true);
        print("first");
        var reader = Thread.startVirtualThread(() -> read(follower, output));
        output.begun.await();

        IntStream.range(0, LogFollower.MOST_LINES + MORE).forEach(line -> print("line " + line));
        live.end(ATTEMPT);
        output.mayGoOn.countDown();
        reader.join();

        var lines = output.text.toString().lines().toList();
        assertThat(lines.subList(0, 3))
                .containsExactly("first", "[" + MORE + " lines left out here]", "line " + MORE);
        assertThat(lines).hasSize(LogFollower.MOST_LINES + 2);
        assertThat(lines.getLast()).isEqualTo("line " + (LogFollower.MOST_LINES + MORE - 1));
    }

    @Test
    void aLogThatGoesOnElsewhereSaysSo() throws Exception {
        var output = new Slow();
        output.mayGoOn.countDown();
        var follower =
                new LogFollower(ATTEMPT, live, Stores.of(database.source()).jobs(), _ -> true);
        print("first");
        live.follow(ATTEMPT, follower);
        live.moved(ATTEMPT.job());

        follower.write(output);

        assertThat(output.text.toString().lines()).containsExactly("first", LogFollower.MOVED);
    }

    @Test
    void whoFollowsWhatHasNotBeenHeardOfIsToldToo() throws Exception {
        var output = new Slow();
        output.mayGoOn.countDown();
        var follower =
                new LogFollower(ATTEMPT, live, Stores.of(database.source()).jobs(), _ -> true);
        live.follow(ATTEMPT, follower);
        live.moved(AttemptId.parse("job2.a.1").job());
        live.moved(ATTEMPT.job());

        follower.write(output);

        assertThat(output.text.toString().lines()).containsExactly(LogFollower.MOVED);
    }

    /** Nobody is there any more who would tell it. */
    @Test
    void whoFollowsJustAfterTheJobHasMovedIsToldAndDoesNotWait() throws Exception {
        var output = new Slow();
        output.mayGoOn.countDown();
        var asked = new ArrayList<JobId>();
        var job = TestJobs.job(ATTEMPT.job(), List.of(TestJobs.subtask("a")));
        Stores.of(database.source()).jobs().accept(job, "manager-2", 3);
        database.execute(
                "INSERT INTO attempt (job, key, number, programmer, fence, state, dispatched_at)"
                        + " VALUES ('job1', 'a', 1, 'programmer-1', 3, 'RUNNING', now())");
        var follower =
                new LogFollower(
                        ATTEMPT,
                        live,
                        Stores.of(database.source()).jobs(),
                        id -> {
                            asked.add(id);
                            return false;
                        });
        live.moved(ATTEMPT.job());

        var reading = CompletableFuture.runAsync(() -> read(follower, output));

        assertThat(reading).succeedsWithin(Duration.ofSeconds(20));
        assertThat(output.text.toString().lines()).containsExactly(LogFollower.MOVED);
        assertThat(asked).containsExactly(ATTEMPT.job());
    }

    private static void read(LogFollower follower, OutputStream output) {
        try {
            follower.write(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void print(String line) {
        live.append(ATTEMPT, new AttemptEvent.Log(List.of(line), 0));
    }

    /** Takes nothing after the first write until it is let. */
    private static final class Slow extends OutputStream {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch mayGoOn = new CountDownLatch(1);
        private final StringBuilder text = new StringBuilder();

        @Override
        public void write(int b) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            text.append(new String(bytes, StandardCharsets.UTF_8));
            begun.countDown();
            try {
                mayGoOn.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }
}
