package dev.codefleet.programmer.execute;

/**
 * Limits of what the processes of an attempt take together; 0 for none. They are held by a look
 * each second: what takes more is stopped, and nothing is refused before.
 *
 * @param memoryBytes of memory and swap that is not a file's
 * @param processes processes and their threads
 * @param bytes of files
 */
public record AttemptLimits(long memoryBytes, long processes, long bytes) {
    /** Nothing is limited. */
    public static final AttemptLimits NONE = new AttemptLimits(0, 0, 0);

    public AttemptLimits {
        require("attempt-max-memory-bytes", memoryBytes);
        require("attempt-max-processes", processes);
        require("attempt-max-bytes", bytes);
    }

    private static void require(String setting, long limit) {
        if (limit < 0) {
            throw new IllegalArgumentException(
                    "codefleet.programmer." + setting + " must be 0 or more, but is " + limit);
        }
    }
}
