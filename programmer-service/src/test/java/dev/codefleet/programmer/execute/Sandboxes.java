package dev.codefleet.programmer.execute;

import dev.codefleet.web.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** What this machine can hold processes with. */
public final class Sandboxes {
    private Sandboxes() {}

    /** Whether bubblewrap is here and allowed to work; tests of it are skipped where it is not. */
    public static boolean isBubblewrapHere() {
        return best() instanceof Bubblewrap;
    }

    /** Nothing is limited. */
    public static LimitsWatch noLimits() {
        return new LimitsWatch(AttemptLimits.NONE, Ticker.system());
    }

    static Sandbox best() {
        try {
            var scratch = Files.createTempDirectory("codefleet-probe");
            var program = SandboxChoice.find("bwrap", System.getenv("PATH"));
            return SandboxChoice.choose(
                            SandboxMode.PREFERRED,
                            program,
                            SandboxSettings.plain(scratch.resolve("own")),
                            scratch)
                    .sandbox();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
