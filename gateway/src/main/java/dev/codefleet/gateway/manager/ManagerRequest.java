package dev.codefleet.gateway.manager;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;

/**
 * A request to any manager.
 *
 * @param uri path and query
 * @param timeout until the answer begins
 * @param isStream whether the answer may go on for long, so that it must not take a connection from
 *     the short ones
 */
record ManagerRequest(
        HttpMethod method,
        String uri,
        MultiMap headers,
        ForwardedBody body,
        Duration timeout,
        boolean isStream) {}
