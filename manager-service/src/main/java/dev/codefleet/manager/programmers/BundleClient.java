package dev.codefleet.manager.programmers;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.BundleRef;
import dev.codefleet.contract.attempt.LogRef;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.nio.file.Path;

/** Bundles to and from programmers. None blocks; answers come on the event loop. */
public final class BundleClient {
    /** The largest bundle that is taken from a programmer. */
    public static final long MAX_BUNDLE_BYTES = 128L << 20;

    /** The largest log that is taken from a programmer, compressed. */
    static final long MAX_LOG_BYTES = 32L << 20;

    /** A repository of 256 MiB has some four minutes to arrive. */
    private static final long LEAST_BYTES_PER_MS = 1_000;

    /** There was no answer to a question that changes nothing: nothing was sent yet. */
    public static final class Unreached extends IOException {
        private static final long serialVersionUID = 1L;

        Unreached(Throwable cause) {
            super(cause);
        }
    }

    /** The programmer does not have what it announced. */
    public static final class NotThere extends IOException {
        private static final long serialVersionUID = 1L;

        NotThere(String message) {
            super(message);
        }
    }

    private final Vertx vertx;
    private final ProgrammerCalls calls;

    public BundleClient(Vertx vertx, ProgrammerCalls calls) {
        this.vertx = vertx;
        this.calls = calls;
    }

    /**
     * An attempt's bundle, of at most {@link #MAX_BUNDLE_BYTES}. Fails unless the programmer hands
     * it out in the announced size: with {@link NotThere} if it never will.
     */
    public Future<byte[]> bundle(ProgrammerAddress to, AttemptId attempt, BundleRef bundle) {
        if (bundle.bytes() > MAX_BUNDLE_BYTES) {
            return Future.failedFuture(new NotThere("the bundle is larger than it may be"));
        }
        return calls.exchange(
                to,
                ProgrammerCalls.options(HttpMethod.GET, to, "/v1/attempts/" + attempt + "/bundle"),
                HttpClientRequest::send,
                response ->
                        isWhole(response, bundle.bytes())
                                ? response.body().map(Buffer::getBytes)
                                : Future.failedFuture(notWhole(response)));
    }

    private static boolean isWhole(HttpClientResponse response, long bytes) {
        return response.statusCode() == 200
                && Long.toString(bytes).equals(response.getHeader(HttpHeaders.CONTENT_LENGTH));
    }

    private static IOException notWhole(HttpClientResponse response) {
        var message = "asked for it, the programmer answered " + response.statusCode();
        boolean mayBeLater = response.statusCode() >= 500;
        return mayBeLater ? new IOException(message) : new NotThere(message);
    }

    /** The whole log of an attempt, as gzip. Fails as {@link #bundle} does. */
    public Future<byte[]> log(ProgrammerAddress to, AttemptId attempt, LogRef log) {
        if (log.compressedBytes() > MAX_LOG_BYTES) {
            return Future.failedFuture(new NotThere("the log is larger than it may be"));
        }
        return calls.exchange(
                to,
                ProgrammerCalls.options(HttpMethod.GET, to, "/v1/attempts/" + attempt + "/log"),
                HttpClientRequest::send,
                response ->
                        isWhole(response, log.compressedBytes())
                                ? response.body().map(Buffer::getBytes)
                                : Future.failedFuture(notWhole(response)));
    }

    /**
     * Brings a bundle to a programmer, unless it has it. Fails with {@link Unreached} if it could
     * not be asked whether it has, and with what it answered if it does not take the bundle.
     */
    public Future<Void> upload(ProgrammerAddress to, String sha256, Path file) {
        var path = "/v1/bundles/" + sha256;
        return calls.call(HttpMethod.HEAD, to, path)
                .recover(cause -> Future.failedFuture(new Unreached(cause)))
                .compose(response ->
                        response.statusCode() == 200
                                ? Future.succeededFuture()
                                : put(to, path, file));
    }

    private Future<Void> put(ProgrammerAddress to, String path, Path file) {
        return vertx.fileSystem()
                .open(
                        file.toString(),
                        new OpenOptions().setRead(true).setWrite(false).setCreate(false))
                .compose(content -> put(to, path, content).eventually(() -> content.close()));
    }

    /** Sends the content, which stays open: a request reads it but does not close it. */
    private Future<Void> put(ProgrammerAddress to, String path, AsyncFile content) {
        var bytes = content.sizeBlocking();
        var options =
                ProgrammerCalls.options(HttpMethod.PUT, to, path)
                        .setTimeout(
                                ProgrammerCalls.CALL_TIMEOUT.toMillis()
                                        + bytes / LEAST_BYTES_PER_MS)
                        .putHeader("content-type", "application/octet-stream")
                        .putHeader("content-length", Long.toString(bytes));
        // Once, for the content is gone then. Whether the clocks differ has just been seen.
        return calls.exchangeOnce(
                to,
                options,
                request -> request.send(content),
                response ->
                        response.statusCode() / 100 == 2
                                ? response.end()
                                : Future.failedFuture(
                                        "asked to take a bundle, the programmer answered "
                                                + response.statusCode()));
    }
}
