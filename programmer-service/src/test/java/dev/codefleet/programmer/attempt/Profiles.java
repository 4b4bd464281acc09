package dev.codefleet.programmer.attempt;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
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
