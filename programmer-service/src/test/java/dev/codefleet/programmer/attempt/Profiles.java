package dev.codefleet.programmer.attempt;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import dev.codefleet.programmer.execute.Sandboxes;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The programmers that tests start. */
public final class Profiles {
    private Profiles() {}

    /** In bubblewrap. */
    public static final class Sandboxed implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return settings("required", 2);
        }
    }

    /** In bubblewrap, without a network. */
    public static final class WithoutNetwork implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            var settings = new HashMap<>(settings("required", 2));
            settings.put("codefleet.programmer.network", "none");
            return settings;
        }
    }

    /**
     * In bubblewrap, with a network that reaches one host: a stand-in of this very process, which
     * says hello. It has an address that clients do not take for their own.
     */
    public static final class Restricted implements QuarkusTestProfile {
        static final String STAND_IN = "codefleet.programmer.egress-private";

        static boolean isPossible() {
            return Sandboxes.isBubblewrapHere() && Files.isExecutable(Path.of("/usr/bin/socat"));
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            var settings = new HashMap<>(settings("required", 2));
            settings.put("codefleet.programmer.network", "restricted");
            settings.put(STAND_IN, "127.0.0.2:" + standIn().getPort());
            return settings;
        }

        private static InetSocketAddress standIn() {
            try {
                var server = HttpServer.create(new InetSocketAddress("127.0.0.2", 0), 0);
                server.createContext(
                        "/",
                        exchange -> {
                            exchange.sendResponseHeaders(200, 5);
                            exchange.getResponseBody().write("hello".getBytes(UTF_8));
                            exchange.close();
                        });
                server.start();
                return server.getAddress();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Without a sandbox. */
    public static final class Unconfined implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return settings("none", 2);
        }
    }

    /** Without a sandbox, for a test that ends it. */
    public static final class Leaving implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            var settings = new HashMap<>(settings("none", 2));
            settings.put("codefleet.programmer.grace", "PT20S");
            return settings;
        }
    }

    /** Without a sandbox, on a disk of 24 MiB of its own. */
    public static final class SmallDisk implements QuarkusTestProfile {
        static final Path HOME =
                Path.of("/tmp", "codefleet-small-disk-" + ProcessHandle.current().pid());

        /** Whether such a disk can be had here, which takes root. */
        static boolean isPossible() {
            try {
                Files.createDirectories(HOME);
                return isMounted()
                        || run("mount", "-t", "tmpfs", "-o", "size=24m", "none", HOME.toString());
            } catch (IOException _) {
                return false;
            }
        }

        static void clear() throws IOException {
            run("umount", "--lazy", HOME.toString());
            Files.deleteIfExists(HOME);
        }

        private static boolean isMounted() throws IOException {
            return Files.readString(Path.of("/proc/mounts")).contains(" " + HOME + " ");
        }

        private static boolean run(String... line) throws IOException {
            try {
                return new ProcessBuilder(line).start().waitFor() == 0;
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            var settings = new HashMap<>(settings("none", 2));
            settings.put("codefleet.programmer.home", HOME.toString());
            return settings;
        }
    }

    private static Map<String, String> settings(String sandbox, int slots) {
        try {
            var home = Files.createTempDirectory("codefleet-programmer");
            var settings = new HashMap<String, String>();
            settings.put("codefleet.programmer.home", home.toString());
            settings.put("codefleet.announce", "false");
            settings.put("codefleet.id", "programmer-test");
            settings.put("codefleet.programmer.sandbox", sandbox);
            settings.put("codefleet.programmer.slots", Integer.toString(slots));
            settings.put("codefleet.programmer.stalled-after", "PT2S");
            settings.put("codefleet.programmer.beat-interval", "PT0.2S");
            settings.put("codefleet.programmer.grace", "PT0S");
            settings.put("codefleet.programmer.attempt-max-processes", "200");
            settings.put("codefleet.programmer.shared-memory-max-bytes", "4194304");
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
