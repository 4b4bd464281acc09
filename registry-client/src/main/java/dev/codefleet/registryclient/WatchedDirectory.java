package dev.codefleet.registryclient;

import dev.codefleet.contract.agent.WatchEvent;
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
    private final HttpClient client;
    private final List<ReplicaWatch> watches = new ArrayList<>();

    // Used on the context only.
    private final MergedView view;
    private final List<Consumer<Snapshot>> listeners = new ArrayList<>();
    private boolean isPublishScheduled;

    private volatile Snapshot current = Snapshot.empty();

    /**
     * @param registries base addresses of all replicas
     */
    public WatchedDirectory(List<String> registries, Vertx vertx, RandomGenerator random) {
        this.context = ((VertxInternal) vertx).createEventLoopContext();
        this.client =
                vertx.createHttpClient(
                        new HttpClientOptions()
                                .setConnectTimeout(CONNECT_TIMEOUT_MS)
                                .setReadIdleTimeout(LONGEST_SILENCE_SECONDS));
        this.view = new MergedView(registries.size());
        for (var i = 0; i < registries.size(); i++) {
            watches.add(new ReplicaWatch(registries.get(i), client, context, random, listener(i)));
        }
        context.runOnContext(ignored -> watches.forEach(ReplicaWatch::connect));
    }

    @Override
    public Snapshot current() {
        return current;
    }

    @Override
    public void onChange(Consumer<Snapshot> listener) {
        context.runOnContext(ignored -> {
            listeners.add(listener);
            tell(listener);
        });
    }

    @Override
    public void close() {
        context.runOnContext(ignored -> {
            watches.forEach(ReplicaWatch::close);
            client.close();
        });
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
            context.runOnContext(ignored -> {
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
