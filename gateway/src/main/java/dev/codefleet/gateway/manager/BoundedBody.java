package dev.codefleet.gateway.manager;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/** Reads answers that are known to be small. */
public final class BoundedBody {
    private static final int MAX_DISCARDED_BYTES = 64 * 1024;

    private BoundedBody() {}

    /**
     * Reads the body for nobody, so that its connection can be used again; cuts a large one off.
     */
    static void discard(HttpClientResponse response) {
        read(response, MAX_DISCARDED_BYTES);
    }

    /** The whole body; fails, and cuts the answer off, if it is larger than {@code maxBytes}. */
    public static Future<Buffer> read(HttpClientResponse response, int maxBytes) {
        var promise = Promise.<Buffer>promise();
        var whole = Buffer.buffer();
        response.exceptionHandler(promise::tryFail);
        response.endHandler(_ -> promise.tryComplete(whole));
        response.handler(chunk -> {
            if (whole.length() + chunk.length() <= maxBytes) {
                whole.appendBuffer(chunk);
            } else if (promise.tryFail("an answer is larger than " + maxBytes + " bytes")) {
                response.request().reset();
            }
        });
        response.resume();
        return promise.future();
    }
}
