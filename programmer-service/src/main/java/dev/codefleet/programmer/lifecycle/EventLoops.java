package dev.codefleet.programmer.lifecycle;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

/** The threads that read requests, and answer those that wait for nothing. */
@Singleton
class EventLoops {
    private final VertxInternal vertx;

    EventLoops(Vertx vertx) {
        this.vertx = (VertxInternal) vertx;
    }

    /**
     * Completes when what has reached this process by now was read. On a busy machine that takes
     * longer than anybody would wait for by the clock.
     */
    CompletableFuture<Void> caughtUp() {
        // A connection is accepted on one loop and given to another. That one skips its look if a
        // task comes just before it: hence two turns.
        return turn(vertx.getAcceptorEventLoopGroup())
                .thenCompose(_ -> turn(vertx.getEventLoopGroup()))
                .thenCompose(_ -> turn(vertx.getEventLoopGroup()));
    }

    private static CompletableFuture<Void> turn(EventExecutorGroup loops) {
        return CompletableFuture.allOf(
                StreamSupport.stream(loops.spliterator(), false)
                        .map(EventLoops::turn)
                        .toArray(CompletableFuture[]::new));
    }

    /**
     * Completes after the loop has run what it was given before, and looked at its sockets. Only a
     * task with a time that is noted by the loop itself comes in its next turn: others, and one
     * from elsewhere whose time has come by the time it is looked at, run in the present one.
     */
    private static CompletableFuture<Void> turn(EventExecutor loop) {
        var turned = new CompletableFuture<Void>();
        loop.execute(() -> loop.schedule(() -> turned.complete(null), 1, TimeUnit.NANOSECONDS));
        return turned;
    }
}
