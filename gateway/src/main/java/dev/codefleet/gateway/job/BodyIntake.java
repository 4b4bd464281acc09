package dev.codefleet.gateway.job;

import dev.codefleet.gateway.GatewayConfig;
import dev.codefleet.gateway.access.Quota;
import dev.codefleet.gateway.access.Unavailable;
import dev.codefleet.gateway.manager.Body;
import dev.codefleet.web.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads one request's body: a small one into memory, a larger one into a temporary file, so that
 * many at once do not fill the heap. Used on the connection's event loop only.
 */
final class BodyIntake {
    /**
     * How long the rest of a refused body is read, so that the client gets to read the refusal
     * instead of a reset.
     */
    private static final long LINGER_MS = 5_000;

    private final HttpServerRequest request;
    private final Vertx vertx;
    private final GatewayConfig config;
    private final Quota spooledBytes;
    private final Unavailable unavailable;
    private final Promise<Body> done = Promise.promise();

    private Buffer memory = Buffer.buffer();
    private @Nullable Path path;
    private @Nullable AsyncFile file;
    private long received;
    private long reserved;
    private boolean isOver;

    BodyIntake(
            HttpServerRequest request,
            Vertx vertx,
            GatewayConfig config,
            Quota spooledBytes,
            Unavailable unavailable) {
        this.request = request;
        this.vertx = vertx;
        this.config = config;
        this.spooledBytes = spooledBytes;
        this.unavailable = unavailable;
    }

    /**
     * The whole body. Fails with a {@link ProblemException} if it is too large, comes too slowly or
     * finds no room, and with another exception if the client goes away.
     */
    Future<Body> read() {
        if (request.isEnded()) {
            return Future.succeededFuture(new Body.InMemory(memory));
        }
        var timeout =
                vertx.setTimer(
                        config.bodyTimeout().toMillis(),
                        timer -> refuse(BodyRefusals.tooSlow(config.bodyTimeout())));
        request.exceptionHandler(broken -> fail(BodyRefusals.brokenOff()))
                .handler(this::take)
                .endHandler(end -> finish());
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
        request.resume();
        return done.future().onComplete(end -> vertx.cancelTimer(timeout));
    }

    /**
     * Frees what the body holds. To be called once it is not needed any more, also when it could
     * not be read.
     */
    void discard() {
        isOver = true;
        spooledBytes.giveBack(reserved);
        reserved = 0;
        if (file != null) {
            file.close();
        }
        if (path != null) {
            vertx.fileSystem().delete(path.toString());
        }
        file = null;
        path = null;
        memory = Buffer.buffer();
    }

    private void take(Buffer piece) {
        if (isOver) {
            return;
        }
        received += piece.length();
        if (received > config.maxBodyBytes()) {
            refuse(BodyRefusals.tooLarge(config.maxBodyBytes()));
        } else if (file != null) {
            write(file, piece);
        } else {
            memory.appendBuffer(piece);
            if (received > config.maxBodyBytesInMemory()) {
                request.pause();
                openFile();
            }
        }
    }

    private void openFile() {
        var files = vertx.fileSystem();
        files.createTempFile("codefleet-submission-", ".json", "rw-------")
                .compose(created -> {
                    path = Path.of(created);
                    return files.open(created, new OpenOptions().setWrite(true));
                })
                .onSuccess(this::opened)
                .onFailure(cause -> {
                    fail(cause);
                    discard();
                });
    }

    private void opened(AsyncFile opened) {
        file = opened;
        if (isOver) {
            discard();
            return;
        }
        var first = memory;
        memory = Buffer.buffer();
        write(opened, first);
        if (!opened.writeQueueFull()) {
            request.resume();
        }
    }

    private void write(AsyncFile file, Buffer piece) {
        if (!spooledBytes.tryTake(piece.length())) {
            refuse(BodyRefusals.noRoom(unavailable));
            return;
        }
        reserved += piece.length();
        file.write(piece).onFailure(this::fail);
        if (file.writeQueueFull()) {
            request.pause();
            file.drainHandler(drained -> request.resume());
        }
    }

    private void finish() {
        if (isOver) {
            return;
        }
        if (file == null || path == null) {
            done.tryComplete(new Body.InMemory(memory));
            return;
        }
        var body = new Body.InFile(path, received);
        file.close().onSuccess(closed -> done.tryComplete(body)).onFailure(this::fail);
        file = null;
    }

    private void refuse(ProblemException refusal) {
        fail(refusal);
        request.resume();
        vertx.setTimer(
                LINGER_MS,
                timer -> {
                    if (!request.isEnded()) {
                        request.connection().close();
                    }
                });
    }

    private void fail(Throwable cause) {
        isOver = true;
        done.tryFail(cause);
    }
}
