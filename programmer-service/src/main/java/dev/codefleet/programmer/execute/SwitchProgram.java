package dev.codefleet.programmer.execute;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The program of the {@link DeadMansSwitch}, which is a script.
 *
 * @param bash the shell that runs it
 */
public record SwitchProgram(Path bash, Path script) {
    static final String MISSING = "It needs bash on the PATH, and /proc.";
    private static final String NAME = "dead-mans-switch.sh";
    private static final Path UPTIME = Path.of("/proc/uptime");

    /**
     * Puts the script into a directory, if this machine can run it.
     *
     * @param searchPath where to look for bash
     */
    public static Optional<SwitchProgram> install(String searchPath, Path directory) {
        if (!Files.isReadable(UPTIME)) {
            return Optional.empty();
        }
        return SandboxChoice.find("bash", searchPath)
                .map(bash -> new SwitchProgram(bash, copyTo(directory.resolve(NAME))));
    }

    /** Starts it; what it reads and writes is told in the script. */
    Process start() throws IOException {
        var builder = new ProcessBuilder(List.of(bash.toString(), script.toString()));
        builder.environment().clear();
        return builder.redirectErrorStream(true).directory(new File("/")).start();
    }

    /** The time that the script counts in: hundredths of a second since the machine's start. */
    static long now() {
        try {
            var text = Files.readString(UPTIME);
            var seconds = new BigDecimal(text.substring(0, text.indexOf(' ')));
            return seconds.movePointRight(2).longValueExact();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path copyTo(Path file) {
        try (var text = SwitchProgram.class.getResourceAsStream(NAME)) {
            Files.write(file, Objects.requireNonNull(text, NAME).readAllBytes());
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
