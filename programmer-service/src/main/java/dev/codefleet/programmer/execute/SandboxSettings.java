package dev.codefleet.programmer.execute;

import java.nio.file.Path;
import java.util.List;

/**
 * Settings of the sandbox of attempts.
 *
 * @param readable what every attempt may read besides the system; what does not exist is left out
 * @param limits of each process within
 * @param sharedMemoryBytes of {@code /dev/shm}; 0 for no limit
 * @param network of every attempt
 * @param directory for files of the sandbox's own; made when missing
 */
public record SandboxSettings(
        List<Path> readable,
        ProcessLimits limits,
        long sharedMemoryBytes,
        NetworkMode network,
        Path directory) {
    /** The system with its network, and no limits. */
    static SandboxSettings plain(Path directory) {
        return new SandboxSettings(List.of(), ProcessLimits.NONE, 0, NetworkMode.FULL, directory);
    }

    public SandboxSettings {
        readable = List.copyOf(readable);
        if (sharedMemoryBytes < 0) {
            throw new IllegalArgumentException(
                    "codefleet.programmer.shared-memory-max-bytes must be 0 or more, but is "
                            + sharedMemoryBytes);
        }
    }
}
