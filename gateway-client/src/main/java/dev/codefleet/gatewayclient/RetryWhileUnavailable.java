package dev.codefleet.gatewayclient;

import java.io.IOException;
import java.time.Duration;

/**
 * Repeats a call, for a bounded time, while its service is not available: it may be starting again.
 */
final class RetryWhileUnavailable {
    private static final long PAUSE_MS = 500;

    private final Duration longest;

    RetryWhileUnavailable(Duration longest) {
        this.longest = longest;
    }

    /** A service answered that it cannot serve now. */
    static final class Unavailable extends Exception {
        private static final long serialVersionUID = 1L;

        private final CommandFailed failure;

        Unavailable(CommandFailed failure) {
            super(failure);
            this.failure = failure;
        }
    }

    /** What is tried. */
    interface Call<T> {
        T run() throws Exception;
    }

    /**
     * The call's first value.
     *
     * @throws IOException the last one, when the time is over
     * @throws CommandFailed what the call was refused with
     */
    <T> T retry(Call<T> call) throws IOException, InterruptedException {
        var start = System.nanoTime();
        while (true) {
            try {
                return call.run();
            } catch (IOException e) {
                if (isOver(start)) {
                    throw e;
                }
            } catch (Unavailable e) {
                if (isOver(start)) {
                    throw e.failure;
                }
            } catch (RuntimeException | InterruptedException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            Thread.sleep(PAUSE_MS);
        }
    }

    private boolean isOver(long startNanos) {
        return System.nanoTime() - startNanos >= longest.toNanos();
    }
}
