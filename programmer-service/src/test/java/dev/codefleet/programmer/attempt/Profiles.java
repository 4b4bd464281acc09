package dev.codefleet.programmer.attempt;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;

/** The programmers that tests start. */
final class Profiles {
    private Profiles() {}

    /** In bubblewrap. */
    public static final class Sandboxed implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return settings("required", 2);
        }
    }

    /** Without a sandbox. */
    public static final class Unconfined implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return settings("none", 2);
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
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
