package dev.codefleet.programmer.execute;

import dev.codefleet.programmer.execute.Bubblewrap.Measure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The sandbox that this machine can run, as it was found out at the start.
 *
 * @param trouble why bubblewrap is not used although it is preferred; null when it is, or is not
 *     wanted
 * @param missing what bubblewrap does not hold here, each a part of a sentence
 */
public record SandboxChoice(Sandbox sandbox, @Nullable String trouble, List<String> missing) {
    private static final long PROBE_SECONDS = 10;
    private static final String WORD = "codefleet";
    private static final List<Measure> MEASURES = List.of(Measure.values());

    /**
     * Chooses the sandbox. Bubblewrap counts as present only when a command really runs in it here:
     * in a container it is often installed and not allowed.
     *
     * @param scratch a directory for the probe, made when missing; what is in it afterwards is of
     *     no use
     * @throws SandboxMissing if bubblewrap does not work, and is required or must keep attempts
     *     from the network
     */
    public static SandboxChoice choose(
            SandboxMode mode, Optional<Path> program, SandboxSettings settings, Path scratch) {
        if (mode == SandboxMode.NONE) {
            requireHeldNetwork(settings, "codefleet.programmer.sandbox is 'none'");
            return new SandboxChoice(new Unconfined(settings.limits()), null, List.of());
        }
        var trouble = "bwrap is not on the PATH";
        if (settings.network() == NetworkMode.RESTRICTED && ProxyForwarder.find().isEmpty()) {
            trouble = "there is no socat in /usr/bin, which passes connections on";
        } else if (program.isPresent()) {
            var files = files(settings);
            var possible = EnumSet.copyOf(MEASURES);
            if (files.filter().isEmpty()) {
                possible.remove(Measure.SYSTEM_CALL_FILTER);
            }
            var measures = EnumSet.copyOf(possible);
            var found = probe(program.get(), settings, files, measures, scratch);
            trouble = found.trouble();
            if (found.bubblewrap() == null) {
                measures.clear();
                found = probe(program.get(), settings, files, measures, scratch);
                // What the machine does not have is missed alone.
                for (var measure : found.bubblewrap() == null ? List.<Measure>of() : possible) {
                    measures.add(measure);
                    var more = probe(program.get(), settings, files, measures, scratch);
                    if (more.bubblewrap() == null) {
                        measures.remove(measure);
                    } else {
                        found = more;
                    }
                }
            }
            if (found.bubblewrap() != null) {
                var missing = EnumSet.complementOf(measures).stream();
                return new SandboxChoice(
                        found.bubblewrap(), null, missing.map(one -> one.without).toList());
            }
        }
        requireHeldNetwork(settings, trouble);
        if (mode == SandboxMode.REQUIRED) {
            throw SandboxMissing.required(trouble);
        }
        return new SandboxChoice(new Unconfined(settings.limits()), trouble, List.of());
    }

    /** A program of a search path, if it is there. */
    public static Optional<Path> find(String name, String searchPath) {
        for (var directory : searchPath.split(":", -1)) {
            var program = Path.of(directory, name);
            if (program.isAbsolute() && Files.isExecutable(program)) {
                return Optional.of(program);
            }
        }
        return Optional.empty();
    }

    /** What an operator has taken from attempts they never get for want of a sandbox. */
    private static void requireHeldNetwork(SandboxSettings settings, String trouble) {
        if (settings.network() != NetworkMode.FULL) {
            throw SandboxMissing.forNetwork(settings.network(), trouble);
        }
    }

    private static SandboxFiles files(SandboxSettings settings) {
        try {
            return SandboxFiles.write(settings.directory(), Bubblewrap.INNER_HOME);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A bubblewrap that works here, or why it does not. */
    private record Probed(@Nullable Bubblewrap bubblewrap, String trouble) {}

    private static Probed probe(
            Path program,
            SandboxSettings settings,
            SandboxFiles files,
            Set<Measure> measures,
            Path scratch) {
        var bubblewrap = new Bubblewrap(program, settings, files, measures);
        var socket = scratch.resolve("egress");
        try (var listener = settings.network() == NetworkMode.RESTRICTED ? listen(socket) : null) {
            var confinement =
                    new Confinement(
                            Files.createDirectories(scratch.resolve("work")),
                            Files.createDirectories(scratch.resolve("home")),
                            Files.createDirectories(scratch.resolve("tmp")),
                            null,
                            List.of());
            return probeIn(bubblewrap, confinement, listener == null ? null : socket)
                    .map(trouble -> new Probed(null, trouble))
                    .orElseGet(() -> new Probed(bubblewrap, ""));
        } catch (IOException e) {
            return new Probed(null, e.toString());
        }
    }

    /** A socket that tells whoever connects to it a word, as long as it is open. */
    private static ServerSocketChannel listen(Path socket) throws IOException {
        Files.createDirectories(socket.getParent());
        Files.deleteIfExists(socket);
        var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        while (true) {
                            try (var client = listener.accept()) {
                                client.write(
                                        ByteBuffer.wrap(WORD.getBytes(StandardCharsets.US_ASCII)));
                            }
                        }
                    } catch (IOException _) {
                        // It was closed, or the probe tells that it had no answer.
                        return;
                    }
                });
        return listener;
    }

    private static Optional<String> probeIn(
            Bubblewrap bubblewrap, Confinement confinement, @Nullable Path egress)
            throws IOException {
        var writes = "touch probe && ! touch /probe 2>/dev/null";
        var asks =
                " && [ \"$(socat -u TCP:127.0.0.1:%d - 2>&1)\" = %s ]"
                        .formatted(ProxyForwarder.PORT, WORD);
        var argv = List.of("/bin/sh", "-c", egress == null ? writes : writes + asks);
        var process =
                new ProcessBuilder(bubblewrap.commandLine(argv, confinement, egress))
                        .redirectErrorStream(true)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .start();
        try {
            if (!process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.of("bwrap did not end within " + PROBE_SECONDS + " s");
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
        var said = new String(process.getInputStream().readNBytes(1_000), StandardCharsets.UTF_8);
        return process.exitValue() == 0
                ? Optional.empty()
                : Optional.of("bwrap exits with " + process.exitValue() + ": " + said.strip());
    }

    /** Bubblewrap is needed for what is set, and does not work here. */
    public static final class SandboxMissing extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        private SandboxMissing(String message) {
            super(message);
        }

        static SandboxMissing required(String trouble) {
            return new SandboxMissing(
                    "codefleet.programmer.sandbox is 'required', but "
                            + trouble
                            + ". Install bubblewrap and allow it to make namespaces, or set"
                            + " CODEFLEET_SANDBOX to 'preferred' or 'none'.");
        }

        static SandboxMissing forNetwork(NetworkMode network, String trouble) {
            return new SandboxMissing(
                    "codefleet.programmer.network is '"
                            + network.name().toLowerCase(Locale.ROOT)
                            + "', but "
                            + trouble
                            + ". Nothing else keeps attempts from the network: let bubblewrap run"
                            + " here and make network namespaces, or set CODEFLEET_NETWORK to"
                            + " 'full'.");
        }
    }
}
