package dev.codefleet.simulation;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Vert.x as one life of a process sees it: the parts that the services' clients use, with the
 * simulated clock and network beneath. Whatever else is asked of it fails.
 */
public final class SimulatedVertx {
    private final Life life;
    private final Network network;
    private final VertxInternal vertx;
    private final ContextInternal context;
    private final Set<Long> timers = new HashSet<>();
    private long lastTimer;

    /** Answers a call of one of Vert.x's interfaces. */
    interface Answer {
        @Nullable Object to(String method, Object[] arguments);
    }

    public SimulatedVertx(Life life, Network network) {
        this.life = life;
        this.network = network;
        this.vertx = proxy(VertxInternal.class, this::vertx);
        this.context = proxy(ContextInternal.class, this::context);
    }

    public VertxInternal vertx() {
        return vertx;
    }

    static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> called(proxy, method, arguments, answer)));
    }

    private static @Nullable Object called(
            Object proxy, Method method, Object[] arguments, Answer answer) {
        return switch (method.getName()) {
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> proxy == arguments[0];
            case "toString" -> method.getDeclaringClass().getSimpleName();
            default -> answer.to(method.getName(), arguments);
        };
    }

    static UnsupportedOperationException unknown(String method) {
        return new UnsupportedOperationException("not simulated: " + method);
    }

    @SuppressWarnings("unchecked")
    private Object vertx(String method, Object[] arguments) {
        return switch (method) {
            case "setTimer" -> {
                long timer = ++lastTimer;
                timers.add(timer);
                var handler = (Handler<Long>) arguments[1];
                life.afterNanos(
                        TimeUnit.MILLISECONDS.toNanos((long) arguments[0]),
                        () -> {
                            if (timers.remove(timer)) {
                                handler.handle(timer);
                            }
                        });
                yield timer;
            }
            case "cancelTimer" -> timers.remove((long) arguments[0]);
            case "createEventLoopContext" -> context;
            case "createHttpClient" -> client((HttpClientOptions) arguments[0]);
            default -> throw unknown(method);
        };
    }

    @SuppressWarnings("unchecked")
    private @Nullable Object context(String method, Object[] arguments) {
        return switch (method) {
            case "owner" -> vertx;
            case "runOnContext" -> {
                var task = (Handler<@Nullable Void>) arguments[0];
                life.afterNanos(0, () -> task.handle(null));
                yield null;
            }
            default -> throw unknown(method);
        };
    }

    private HttpClient client(HttpClientOptions options) {
        return proxy(
                HttpClient.class,
                (method, arguments) ->
                        switch (method) {
                            case "request" ->
                                    new SimulatedRequest(
                                                    life,
                                                    network,
                                                    options,
                                                    (RequestOptions) arguments[0])
                                            .connect();
                            case "close" -> io.vertx.core.Future.succeededFuture();
                            default -> throw unknown(method);
                        });
    }
}
