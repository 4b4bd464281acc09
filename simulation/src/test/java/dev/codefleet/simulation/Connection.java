package dev.codefleet.simulation;

import org.jspecify.annotations.Nullable;

/**
 * One exchange over a connection, from both ends. Neither end learns of the other's death unless a
 * packet gets through.
 */
public final class Connection {
    /** What the client hears, in its own life. */
    interface Client {
        void answered(int status, byte[] content, boolean isEnd);

        void more(byte[] chunk);

        void ended();

        void broken(String why);
    }

    private final Network network;
    private final Life client;
    private final Life server;
    private final Client listener;
    private final Flow toServer;
    private final Flow toClient;
    private @Nullable Runnable onGone;
    private boolean isOverForClient;
    private boolean isOverForServer;

    Connection(Network network, Life client, Life server, Client listener) {
        this.network = network;
        this.client = client;
        this.server = server;
        this.listener = listener;
        this.toServer = new Flow(network, client.name(), server, this::serverIsGone);
        this.toClient = new Flow(network, server.name(), client, this::clientIsGone);
    }

    /** Sends a request. */
    void request(Server handler, Call call) {
        toServer.send(() -> handler.handle(call));
    }

    /** Sends a request that is delivered twice, over another connection as well. */
    void request(Server handler, Call call, Call twin) {
        toServer.send(() -> {
            handler.handle(call);
            handler.handle(twin);
        });
    }

    Flow toClient() {
        return toClient;
    }

    /** The client ends it: in time the server learns. */
    void close() {
        if (!isOverForClient) {
            isOverForClient = true;
            network.closed(client, this);
            toServer.send(this::goneForServer);
        }
    }

    /** A machine ends the connections of a process that died on it, as far as it can tell. */
    void ended(Life dead) {
        if (dead == client) {
            isOverForClient = true;
            toServer.send(this::goneForServer);
        } else {
            isOverForServer = true;
            toClient.send(() -> broken("the connection was reset"));
        }
    }

    boolean isGone() {
        return isOverForServer;
    }

    void onGone(Runnable gone) {
        if (isOverForServer) {
            gone.run();
        } else {
            onGone = gone;
        }
    }

    void heard(int status, byte[] content, boolean isEnd) {
        if (!isOverForClient) {
            if (isEnd) {
                over();
            }
            listener.answered(status, content, isEnd);
        }
    }

    void more(byte[] chunk) {
        if (!isOverForClient) {
            listener.more(chunk);
        }
    }

    void ended() {
        if (!isOverForClient) {
            over();
            listener.ended();
        }
    }

    void broken(String why) {
        if (!isOverForClient) {
            over();
            listener.broken(why);
        }
    }

    private void over() {
        isOverForClient = true;
        network.closed(client, this);
        network.closed(server, this);
    }

    private void goneForServer() {
        if (!isOverForServer) {
            isOverForServer = true;
            network.closed(server, this);
            if (onGone != null) {
                onGone.run();
            }
        }
    }

    private void serverIsGone() {
        toClient.send(() -> broken("the connection was reset"));
    }

    private void clientIsGone() {
        toServer.send(this::goneForServer);
    }
}
