package dev.codefleet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.codefleet.cli.client.StandInGateway;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command as a process of its own, whose output goes where it cannot, or where things are. */
class OutputTest {
    private static final String PATCH = "diff --git a/a b/a\n";
    private static final JobId JOB = new JobId("job1");
    private static final String EVENT =
            """
            id: 1
            event: status
            data: {"seq": 1, "at": "2030-01-31T12:00:00Z", "type": "STATUS", "from": "m", "body": {"what": "job"}}

            """;

    @TempDir private Path directory;
    private StandInGateway gateway;

    @BeforeEach
    void setUp() throws IOException {
        gateway = new StandInGateway();
        gateway.jobs.ended(JOB, JobState.SUCCEEDED);
        gateway.jobs.patch(JOB, PATCH);
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void aFullDiskIsNoSuccess() throws Exception {
        assumeThat(new File("/dev/full")).exists();
        var process = start(gateway.url(), new File("/dev/full"), "patch", "job1");

        assertThat(exitCode(process)).isEqualTo(1);
        assertThat(errors()).contains("could not be written: No space left on device");
    }

    @ParameterizedTest
    @ValueSource(strings = {"logs job1 --follow", "logs job1 key --follow"})
    void aReaderThatHasSeenEnoughEndsTheCommandAtOnceAndQuietly(String line) throws Exception {
        var release = new CountDownLatch(1);
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", exchange -> sendAndHold(exchange, release));
        server.start();
        try {
            var url = "http://127.0.0.1:" + server.getAddress().getPort();
            var process = start(url, null, line.split(" ", -1));
            assertThat(process.getInputStream().read()).isPositive();

            process.getInputStream().close();

            assertThat(exitCode(process)).isEqualTo(141);
            assertThat(errors()).isEmpty();
        } finally {
            release.countDown();
            server.stop(0);
        }
    }

    @Test
    void aPatchGoesThroughALinkIntoItsFileWhichKeepsItsMode() throws Exception {
        var file = Files.writeString(directory.resolve("file"), "older and longer than the patch");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        var link = Files.createSymbolicLink(directory.resolve("link"), Path.of("file"));

        assertThat(patchTo(link)).isZero();

        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent(PATCH);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void aPatchGoesIntoAPipeThatSomeoneReads() throws Exception {
        var pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        var reader = new ProcessBuilder("cat", pipe.toString()).start();

        assertThat(patchTo(pipe)).isZero();

        assertThat(new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(PATCH);
        assertThat(pipe).exists();
    }

    @Test
    void anEmptyDirectoryStays() throws Exception {
        var empty = Files.createDirectory(directory.resolve("empty"));

        assertThat(patchTo(empty)).isEqualTo(1);

        assertThat(empty).isDirectory();
        assertThat(errors()).contains("could not be written to " + empty);
    }

    @Test
    void aRefusedPatchLeavesTheFileAlone() throws Exception {
        var file = Files.writeString(directory.resolve("file"), "mine");
        gateway.jobs.ended(JOB, JobState.FAILED);

        var process = start(gateway.url(), null, "patch", "job1", "-o", file.toString());

        assertThat(exitCode(process)).isEqualTo(1);
        assertThat(errors()).contains("RESULT_NOT_READY");
        assertThat(file).hasContent("mine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"patch job1", "logs job1 key"})
    void aDownloadThatBreaksOffLeavesThePreviousFile(String line) throws Exception {
        var file = Files.writeString(directory.resolve("file"), "mine");
        var whole = gzip("a log\n".repeat(1000));
        var half = Arrays.copyOf(whole, whole.length / 2);
        try (var server = new BreakingServer(half)) {
            var words = (line + " -o " + file).split(" ", -1);
            var process = start(server.url(), null, words);

            assertThat(exitCode(process)).isEqualTo(1);
        }
        assertThat(file).hasContent("mine");
        assertThat(errors()).contains("did not arrive whole", file + " is as it was.");
        assertThat(directory).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void aLogReplacesALongerFileWholeAndKeepsItsMode() throws Exception {
        var file = Files.writeString(directory.resolve("file"), "older and longer than the log");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        gateway.jobs.log(JOB, "key", "a log\n");

        var process = start(gateway.url(), null, "logs", "job1", "key", "-o", file.toString());

        assertThat(exitCode(process)).as(errors()).isZero();
        assertThat(file).hasContent("a log\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void aFileWithASecondNameStaysOneFile() throws Exception {
        var file = Files.writeString(directory.resolve("file"), "older");
        var second = Files.createLink(directory.resolve("second"), file);

        assertThat(patchTo(file)).isZero();

        assertThat(second).hasContent(PATCH);
    }

    @Test
    void aLinkThatLeadsNowhereGetsItsFile() throws Exception {
        var link = Files.createSymbolicLink(directory.resolve("link"), Path.of("new"));

        assertThat(patchTo(link)).isZero();

        assertThat(link).isSymbolicLink();
        assertThat(directory.resolve("new")).hasContent(PATCH);
    }

    @Test
    void aWholeLogGoesToStandardOutputByADash() throws Exception {
        gateway.jobs.log(JOB, "key", "a\u001b[0mlog");

        var process = start(gateway.url(), null, "logs", "job1", "key", "-o", "-");

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("a\u001b[0mlog");
        assertThat(exitCode(process)).isZero();
    }

    /** Promises more than it sends before it closes the connection. */
    private static final class BreakingServer implements AutoCloseable {
        private final ServerSocket socket;

        BreakingServer(byte[] sent) throws IOException {
            socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
            Thread.ofVirtual().start(() -> serve(sent));
        }

        String url() {
            return "http://127.0.0.1:" + socket.getLocalPort();
        }

        private void serve(byte[] sent) {
            try (var connection = socket.accept();
                    var out = connection.getOutputStream()) {
                connection.getInputStream().read(new byte[4096]);
                var head = "HTTP/1.1 200 OK\r\nContent-Length: " + 2 * sent.length + "\r\n\r\n";
                out.write(head.getBytes(StandardCharsets.US_ASCII));
                out.write(sent);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static byte[] gzip(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"})
    void standardOutputHasNames(String name) throws Exception {
        assumeThat(name.equals("-") || new File(name).exists()).isTrue();
        var process = start(gateway.url(), null, "patch", "job1", "-o", name);

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(PATCH);
        assertThat(exitCode(process)).isZero();
    }

    private int patchTo(Path file) throws Exception {
        return exitCode(start(gateway.url(), null, "patch", "job1", "-o", file.toString()));
    }

    private static void sendAndHold(HttpExchange exchange, CountDownLatch release)
            throws IOException {
        try (exchange) {
            var isLog = exchange.getRequestURI().getPath().endsWith("/log");
            exchange.getResponseHeaders()
                    .set("Content-Type", isLog ? "text/plain;charset=UTF-8" : "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            var text = isLog ? "a line\n" : EVENT;
            exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            release.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Process start(String url, @Nullable File out, String... line) throws IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.codefleet.cli.Codefleet"));
        command.addAll(List.of(line));
        command.add("--gateway=" + url);
        var builder = new ProcessBuilder(command);
        builder.environment().put("CODEFLEET_HOME", directory.resolve("home").toString());
        builder.redirectError(directory.resolve("errors").toFile());
        if (out != null) {
            builder.redirectOutput(out);
        }
        return builder.start();
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("has ended").isTrue();
        return process.exitValue();
    }

    private String errors() throws IOException {
        return Files.readString(directory.resolve("errors"));
    }
}
