package dev.codefleet.registryclient;

import dev.codefleet.contract.agent.WatchEvent;
import dev.codefleet.registryclient.view.Directory;
import dev.codefleet.registryclient.view.MergedView;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.impl.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Directory} that follows the watch streams of all replicas. It begins when it is made.
 */
public final class WatchedDirectory implements Directory, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(WatchedDirectory.class);
    private static final int CONNECT_TIMEOUT_MS = 1_000;

    /**
     * A registry sends something every 5 s; three times that without a byte, and the stream is
     * dead.
     */
    private static final int LONGEST_SILENCE_SECONDS = 15;

    private final Context context;

    // Used on the context only.
    private @Nullable HttpClient client;
    private final List<ReplicaWatch> watches = new ArrayList<>();
    private final MergedView view;
    private final List<Consumer<Snapshot>> listeners = new ArrayList<>();
    private boolean isPublishScheduled;

    private volatile Snapshot current = Snapshot.empty();

    /**
     * @param registries base addresses of all replicas
     */
    public WatchedDirectory(List<String> registries, Vertx vertx, RandomGenerator random) {
        this.context = ((VertxInternal) vertx).createEventLoopContext();
        this.view = new MergedView(registries.size());
        context.runOnContext(_ -> watch(List.copyOf(registries), random));
    }

    private void watch(List<String> registries, RandomGenerator random) {
        // Made here, for a client ends with the context that made it, and the caller's may be
        // short.
        var made =
                context.owner()
                        .createHttpClient(
                                new HttpClientOptions()
                                        .setConnectTimeout(CONNECT_TIMEOUT_MS)
                                        .setReadIdleTimeout(LONGEST_SILENCE_SECONDS));
        client = made;
        for (var i = 0; i < registries.size(); i++) {
            var registry = registries.get(i);
            watches.add(new ReplicaWatch(registry, made, context, random, listener(i)));
        }
        watches.forEach(ReplicaWatch::connect);
    }

    @Override
    public Snapshot current() {
        return current;
    }

    @Override
    public void onChange(Consumer<Snapshot> listener) {
        context.runOnContext(_ -> {
            listeners.add(listener);
            tell(listener);
        });
    }

    @Override
    public void close() {
        context.runOnContext(_ -> closeOnContext());
    }

    private void closeOnContext() {
        watches.forEach(ReplicaWatch::close);
        if (client != null) {
            client.close();
        }
    }

    private ReplicaWatch.Listener listener(int index) {
        return new ReplicaWatch.Listener() {
            @Override
            public void said(WatchEvent event) {
                switch (event) {
                    case WatchEvent.Snapshot snapshot -> view.take(index, snapshot);
                    case WatchEvent.Delta delta -> view.take(index, delta);
                    case WatchEvent.Resync resync -> {
                        return;
                    }
                }
                publishSoon();
            }

            @Override
            public void lost() {
                view.lose(index);
                publishSoon();
            }
        };
    }

    /** Changes that arrive together are published together. */
    private void publishSoon() {
        if (!isPublishScheduled) {
            isPublishScheduled = true;
            context.runOnContext(_ -> {
                isPublishScheduled = false;
                current = view.snapshot();
                listeners.forEach(this::tell);
            });
        }
    }

    private void tell(Consumer<Snapshot> listener) {
        try {
            listener.accept(current);
        } catch (RuntimeException e) {
            // One listener's fault must not keep the news from the others.
            LOG.error("A listener of the directory failed", e);
        }
    }
}
