package dev.codefleet.gateway.job;

import dev.codefleet.gateway.GatewayConfig;
import dev.codefleet.gateway.access.Quota;
import dev.codefleet.gateway.access.UnavailableRefusals;
import dev.codefleet.gateway.manager.ForwardedBody;
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
import java.time.Duration;
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
    private final Bounds bounds;
    private final Quota spooledBytes;
    private final UnavailableRefusals unavailable;
    private final Promise<ForwardedBody> done = Promise.promise();

    /** Null if the body is not packed. */
    private final @Nullable String encoding;

    private Buffer memory = Buffer.buffer();
    private @Nullable Path path;
    private @Nullable AsyncFile file;
    private long received;
    private long reserved;
    private boolean isOver;

    /**
     * @param maxBytes of the body
     * @param maxBytesInMemory above which it goes to a file
     * @param timeout in which it must be there
     */
    record Bounds(long maxBytes, int maxBytesInMemory, Duration timeout) {
        static Bounds ofSubmission(GatewayConfig config) {
            return new Bounds(
                    config.maxBodyBytes(), config.maxBodyBytesInMemory(), config.bodyTimeout());
        }

        static Bounds ofRepository(GatewayConfig config) {
            return new Bounds(
                    config.maxRepositoryBytes(),
                    config.maxBodyBytesInMemory(),
                    config.repositoryTimeout());
        }
    }

    BodyIntake(
            HttpServerRequest request,
            Vertx vertx,
            Bounds bounds,
            Quota spooledBytes,
            UnavailableRefusals unavailable) {
        this.request = request;
        this.vertx = vertx;
        this.bounds = bounds;
        this.spooledBytes = spooledBytes;
        this.unavailable = unavailable;
        this.encoding = PackedBody.encoding(request.getHeader(HttpHeaders.CONTENT_ENCODING));
    }

    /**
     * The whole body. Fails with a {@link ProblemException} if it is too large, comes too slowly or
     * finds no room, and with another exception if the client goes away.
     */
    Future<ForwardedBody> read() {
        if (request.isEnded()) {
            return Future.succeededFuture(new ForwardedBody.InMemory(memory));
        }
        var timeout =
                vertx.setTimer(
                        bounds.timeout().toMillis(),
                        _ -> refuse(BodyRefusals.tooSlow(bounds.timeout())));
        request.exceptionHandler(_ -> fail(BodyRefusals.brokenOff()))
                .handler(this::take)
                .endHandler(_ -> finish());
        if (isDeclaredTooLarge()) {
            refuse(BodyRefusals.tooLarge(bounds.maxBytes()));
            return done.future().onComplete(_ -> vertx.cancelTimer(timeout));
        }
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
        request.resume();
        return done.future().onComplete(_ -> vertx.cancelTimer(timeout)).compose(this::unpacked);
    }

    private Future<ForwardedBody> unpacked(ForwardedBody body) {
        if (encoding == null) {
            return Future.succeededFuture(body);
        }
        var packed = new PackedBody(encoding, bounds, spooledBytes, unavailable);
        return vertx.executeBlocking(() -> packed.unpack(body))
                .map(unpacked -> {
                    discard();
                    path = unpacked.file();
                    reserved = unpacked.reserved();
                    return unpacked.body();
                });
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

    /** Then nothing of it needs to come; a length that is none was refused before. */
    private boolean isDeclaredTooLarge() {
        var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length != null
                && length.matches("\\d{1,18}")
                && Long.parseLong(length) > bounds.maxBytes();
    }

    private void take(Buffer piece) {
        if (isOver) {
            return;
        }
        received += piece.length();
        if (received > bounds.maxBytes()) {
            refuse(BodyRefusals.tooLarge(bounds.maxBytes()));
        } else if (file != null) {
            write(file, piece);
        } else {
            memory.appendBuffer(piece);
            if (received > bounds.maxBytesInMemory()) {
                request.pause();
                openFile();
            }
        }
    }

    private void openFile() {
        var files = vertx.fileSystem();
        files.createTempFile(BodyFiles.prefix(), BodyFiles.SUFFIX, "rw-------")
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
            file.drainHandler(_ -> request.resume());
        }
    }

    private void finish() {
        if (isOver) {
            return;
        }
        if (file == null || path == null) {
            done.tryComplete(new ForwardedBody.InMemory(memory));
            return;
        }
        var body = new ForwardedBody.InFile(path, received);
        file.close().onSuccess(_ -> done.tryComplete(body)).onFailure(this::fail);
        file = null;
    }

    private void refuse(ProblemException refusal) {
        fail(refusal);
        request.resume();
        vertx.setTimer(
                LINGER_MS,
                _ -> {
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
