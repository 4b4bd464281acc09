package dev.codefleet.git.mirror;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Serves repositories over HTTP, as git's own server does, to those who know the password. */
public final class SmartServer implements AutoCloseable {
    private static final String UPLOADS = "/uploads/";
    private static final String DOWNLOADS = "/downloads/";
    private static final Pattern OBJECT =
            Pattern.compile("\"oid\":\"([0-9a-f]{64})\",\"size\":(\\d+)");

    private final HttpServer server;
    private final Path root;
    private final String authorization;

    /** What Git LFS has uploaded, or can download, by checksum. */
    public final Map<String, String> contents = new ConcurrentHashMap<>();

    /** The checksums of what was downloaded, each as often as it was. */
    public final Queue<String> downloads = new ConcurrentLinkedQueue<>();

    /** The answer to what Git LFS asks first; 200 for a proper one. */
    public volatile int batchStatus = 200;

    /** How often Git LFS has asked. */
    public final AtomicInteger asked = new AtomicInteger();

    /** Counted down when a download begins. */
    public final CountDownLatch downloading = new CountDownLatch(1);

    /** What downloads wait for. */
    public volatile CountDownLatch gate = new CountDownLatch(0);

    /** Whether downloads never end. */
    public volatile boolean isEndless;

    /** The commands that ran on this machine during requests. */
    public final Set<String> commands = ConcurrentHashMap.newKeySet();

    public SmartServer(Path root, String user, String password) throws IOException {
        this.root = root;
        var pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        this.authorization = "Basic " + Base64.getEncoder().encodeToString(pair);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
    }

    /** The header that shows who knows the password. */
    public String authorization() {
        return authorization;
    }

    public String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            look();
            var path = exchange.getRequestURI().getPath();
            if (path.startsWith(UPLOADS)) {
                var body = exchange.getRequestBody().readAllBytes();
                contents.put(
                        path.substring(UPLOADS.length()), new String(body, StandardCharsets.UTF_8));
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            if (path.startsWith(DOWNLOADS)) {
                var oid = path.substring(DOWNLOADS.length());
                downloads.add(oid);
                downloading.countDown();
                pass(gate);
                exchange.sendResponseHeaders(200, 0);
                try (var out = exchange.getResponseBody()) {
                    while (isEndless) {
                        out.write(new byte[1 << 20]);
                    }
                    out.write(contents.getOrDefault(oid, "").getBytes(StandardCharsets.UTF_8));
                }
                return;
            }
            var said = exchange.getRequestHeaders().getFirst("Authorization");
            if (!authorization.equals(said)) {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"git\"");
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            if (path.endsWith("/info/lfs/objects/batch")) {
                answerBatch(exchange);
                return;
            }
            var builder = new ProcessBuilder("git", "http-backend");
            var variables = builder.environment();
            variables.put("GIT_PROJECT_ROOT", root.toString());
            variables.put("GIT_HTTP_EXPORT_ALL", "1");
            variables.put("REMOTE_USER", "user");
            variables.put("REQUEST_METHOD", exchange.getRequestMethod());
            variables.put("PATH_INFO", exchange.getRequestURI().getPath());
            var query = exchange.getRequestURI().getRawQuery();
            variables.put("QUERY_STRING", query == null ? "" : query);
            header(exchange, builder, "Content-Type", "CONTENT_TYPE");
            header(exchange, builder, "Content-Encoding", "HTTP_CONTENT_ENCODING");
            header(exchange, builder, "Git-Protocol", "GIT_PROTOCOL");
            var process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
            Thread.startVirtualThread(() -> send(exchange.getRequestBody(), process));
            answer(exchange, new BufferedInputStream(process.getInputStream()));
        }
    }

    /** Tells Git LFS where to upload what it announces, and to download what it asks for. */
    private void answerBatch(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        if (batchStatus != 200) {
            exchange.sendResponseHeaders(batchStatus, -1);
            return;
        }
        var asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var objects =
                OBJECT.matcher(asked)
                        .results()
                        .map(object ->
                                "{\"oid\":\"%s\",\"size\":%s,\"authenticated\":true,%s}"
                                        .formatted(
                                                object.group(1),
                                                object.group(2),
                                                action(
                                                        asked.contains("\"download\""),
                                                        object.group(1))))
                        .collect(Collectors.joining(","));
        var answer = "{\"transfer\":\"basic\",\"objects\":[" + objects + "]}";
        exchange.getResponseHeaders().add("Content-Type", "application/vnd.git-lfs+json");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write(answer.getBytes(StandardCharsets.UTF_8));
    }

    private String action(boolean isDownload, String oid) {
        if (isDownload && !contents.containsKey(oid)) {
            return "\"error\":{\"code\":404,\"message\":\"Object does not exist\"}";
        }
        return "\"actions\":{\"%s\":{\"href\":\"http://%s%s%s\"}}"
                .formatted(
                        isDownload ? "download" : "upload",
                        address(),
                        isDownload ? DOWNLOADS : UPLOADS,
                        oid);
    }

    private static void pass(CountDownLatch gate) throws IOException {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void header(
            HttpExchange exchange, ProcessBuilder builder, String name, String variable) {
        var value = exchange.getRequestHeaders().getFirst(name);
        if (value != null) {
            builder.environment().put(variable, value);
        }
    }

    private static void send(InputStream body, Process process) {
        try (var out = process.getOutputStream()) {
            body.transferTo(out);
        } catch (IOException _) {
            process.destroy();
        }
    }

    private static void answer(HttpExchange exchange, InputStream in) throws IOException {
        var status = 200;
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            var parts = line.split(": ", 2);
            if (parts[0].equals("Status")) {
                status = Integer.parseInt(parts[1].split(" ", 2)[0]);
            } else {
                exchange.getResponseHeaders().add(parts[0], parts[1]);
            }
        }
        exchange.sendResponseHeaders(status, 0);
        in.transferTo(exchange.getResponseBody());
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (var next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }

    /** As {@code ps} of any user of the machine would. */
    private void look() {
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                try {
                    commands.add(Files.readString(process.resolve("cmdline")).replace('\0', ' '));
                } catch (IOException | UncheckedIOException _) {
                    // It is gone.
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
