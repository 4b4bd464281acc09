package dev.codefleet.git.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.codefleet.git.Fixture;
import dev.codefleet.git.process.GitFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirrorLockTest {
    @TempDir Path root;

    @Test
    void whoeverWaitsForTheTidyingCanBeInterrupted() throws Exception {
        var lock = new MirrorLock(root.resolve("lock"), root.resolve("use"));
        var held = new CountDownLatch(1);
        var done = new CountDownLatch(1);
        var tidying =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                lock.ifUnused(() -> {
                                    held.countDown();
                                    awaitUninterrupted(done);
                                    return true;
                                });
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
        held.await();
        Thread.currentThread().interrupt();

        var failure =
                catchThrowableOfType(
                        GitFailed.class, () -> lock.startUse(Fixture.NOON, Duration.ofMinutes(1)));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.reason()).isEqualTo(GitFailed.Reason.INTERRUPTED);
        done.countDown();
        tidying.join();
        lock.startUse(Fixture.NOON, Duration.ofMinutes(1));
        lock.endUse();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
