package dev.codefleet.programmer.attempt;

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
        // A connection is accepted on one loop and given to another, which reads it a turn later.
        return turn(vertx.getAcceptorEventLoopGroup())
                .thenCompose(accepted -> turn(vertx.getEventLoopGroup()))
                .thenCompose(registered -> turn(vertx.getEventLoopGroup()));
    }

    private static CompletableFuture<Void> turn(EventExecutorGroup loops) {
        return CompletableFuture.allOf(
                StreamSupport.stream(loops.spliterator(), false)
                        .map(EventLoops::turn)
                        .toArray(CompletableFuture[]::new));
    }

    /** Tasks with a time come in the turn after the one in which they are noted; others in it. */
    private static CompletableFuture<Void> turn(EventExecutor loop) {
        var turned = new CompletableFuture<Void>();
        loop.schedule(() -> turned.complete(null), 1, TimeUnit.NANOSECONDS);
        return turned;
    }
}
