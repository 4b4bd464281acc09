package dev.codefleet.git.process;

import dev.codefleet.support.DiskUse;
import dev.codefleet.support.ProcessTrees;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One running git command: reads what it prints and ends its process tree at a limit. */
final class GitProcess {
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int STDERR_TAIL_BYTES = 8 * 1024;

    /** A descendant that survives may hold the pipes open; its output is not waited for. */
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(5);

    /** Between two looks at what a command writes, if that has a limit. */
    private static final Duration LOOK = Duration.ofMillis(200);

    private final GitCall call;
    private final Duration timeout;
    private final long maxOutputBytes;
    private final ByteArrayOutputStream captured = new ByteArrayOutputStream();
    private final Tail stderr = new Tail(STDERR_TAIL_BYTES);
    private final AtomicReference<GitFailed.@Nullable Reason> failure = new AtomicReference<>();

    GitProcess(GitCall call, Duration timeout, long maxOutputBytes) {
        this.call = call;
        this.timeout = timeout;
        this.maxOutputBytes = maxOutputBytes;
    }

    GitResult run(ProcessBuilder builder) {
        try (var sink = call.output() == null ? captured : Files.newOutputStream(call.output())) {
            var process = builder.start();
            var out = Thread.startVirtualThread(() -> copyOutput(process, sink));
            var err = Thread.startVirtualThread(() -> copyErrors(process.getErrorStream()));
            try {
                await(process, out, err);
            } finally {
                closeStreams(process);
            }
            return result(process);
        } catch (IOException e) {
            throw new GitFailed("Cannot run git", e);
        }
    }

    private GitResult result(Process process) {
        var reason = failure.get();
        if (reason != null) {
            throw new GitFailed(reason, call.arguments(), -1, stderr.text());
        }
        var code = process.exitValue();
        if (!call.accepted().contains(code)) {
            var remote = call.remote();
            var known =
                    remote == null
                            ? null
                            : RemoteFailure.of(remote, call.arguments(), code, stderr.text());
            if (known != null) {
                throw known;
            }
            throw new GitFailed(GitFailed.Reason.EXIT_CODE, call.arguments(), code, stderr.text());
        }
        return GitResult.of(code, captured.toByteArray(), stderr.text());
    }

    private void await(Process process, Thread out, Thread err) {
        try {
            if (!ends(process)) {
                end(process, GitFailed.Reason.TIMED_OUT);
                process.waitFor(DRAIN_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            }
            if (!out.join(DRAIN_LIMIT) || !err.join(DRAIN_LIMIT)) {
                end(process, GitFailed.Reason.TIMED_OUT);
            }
        } catch (InterruptedException _) {
            end(process, GitFailed.Reason.INTERRUPTED);
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // Such as a disk that fails while it is looked at: nobody waits for the process then.
            end(process, GitFailed.Reason.IO);
            throw e;
        }
    }

    /** Waits for its end, with a look now and then at what it writes. */
    private boolean ends(Process process) throws InterruptedException {
        var directory = call.growing();
        if (directory == null) {
            return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        }
        // The looks take time themselves.
        var start = System.nanoTime();
        for (var left = timeout; left.isPositive(); left = timeout.minusNanos(passed(start))) {
            var wait = Math.min(left.toNanos(), LOOK.toNanos());
            if (process.waitFor(wait, TimeUnit.NANOSECONDS)) {
                return true;
            }
            if (DiskUse.of(directory).bytes() > call.maxGrownBytes()) {
                end(process, GitFailed.Reason.OUTPUT_TOO_LARGE);
                return process.waitFor(DRAIN_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
        return false;
    }

    private static long passed(long start) {
        return System.nanoTime() - start;
    }

    private void copyOutput(Process process, OutputStream sink) {
        try {
            var in = process.getInputStream();
            var buffer = new byte[BUFFER_BYTES];
            var total = 0L;
            for (var n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                total += n;
                if (total > maxOutputBytes) {
                    end(process, GitFailed.Reason.OUTPUT_TOO_LARGE);
                    return;
                }
                sink.write(buffer, 0, n);
            }
        } catch (IOException _) {
            end(process, GitFailed.Reason.IO);
        }
    }

    private void copyErrors(InputStream in) {
        try {
            var buffer = new byte[BUFFER_BYTES];
            for (var n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                stderr.add(buffer, n);
            }
        } catch (IOException _) {
            // The pipe of a killed process breaks; what was read until then is the tail.
            return;
        }
    }

    /** The first reason wins: killing the process makes its pipes fail too. */
    private void end(Process process, GitFailed.Reason reason) {
        failure.compareAndSet(null, reason);
        ProcessTrees.killWithoutWaiting(process.toHandle());
    }

    private static void closeStreams(Process process) throws IOException {
        process.getOutputStream().close();
        process.getInputStream().close();
        process.getErrorStream().close();
    }

    /** Keeps the last bytes of a stream. */
    private static final class Tail {
        private final byte[] ring;
        private long written;

        Tail(int bytes) {
            ring = new byte[bytes];
        }

        synchronized void add(byte[] bytes, int count) {
            for (var i = 0; i < count; i++) {
                ring[(int) (written++ % ring.length)] = bytes[i];
            }
        }

        synchronized String text() {
            if (written <= ring.length) {
                return new String(ring, 0, (int) written, StandardCharsets.UTF_8);
            }
            var start = (int) (written % ring.length);
            var bytes = new byte[ring.length];
            System.arraycopy(ring, start, bytes, 0, ring.length - start);
            System.arraycopy(ring, 0, bytes, ring.length - start, start);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
