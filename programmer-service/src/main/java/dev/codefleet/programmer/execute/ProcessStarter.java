package dev.codefleet.programmer.execute;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Starts processes from threads that live as long as the programmer.
 *
 * <p>A sandbox asks the kernel to be killed with its parent, and to the kernel that is the
 * <em>thread</em> that started it. Threads that carry virtual threads come and go; started from one
 * of them, an attempt could die for no reason.
 */
final class ProcessStarter implements AutoCloseable {
    /** One start waits for the program to be loaded, and attempts often start together. */
    private static final int THREADS = 4;

    private final ExecutorService threads =
            Executors.newFixedThreadPool(
                    THREADS, Thread.ofPlatform().name("process-starter").daemon().factory());

    /**
     * @throws IOException if the program cannot be started
     */
    Process start(ProcessBuilder builder) throws IOException, InterruptedException {
        var started = threads.submit(builder::start);
        try {
            return started.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException("Cannot start a process", e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
