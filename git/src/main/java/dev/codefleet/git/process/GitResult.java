package dev.codefleet.git.process;

import java.nio.charset.StandardCharsets;

/**
 * The result of a git command that ended with an accepted code.
 *
 * @param exitCode one of the codes that the call accepts
 * @param text the standard output as UTF-8, empty when it went to a file
 * @param stderr the last part of the standard error
 */
public record GitResult(int exitCode, String text, String stderr) {
    static GitResult of(int exitCode, byte[] stdout, String stderr) {
        return new GitResult(exitCode, new String(stdout, StandardCharsets.UTF_8), stderr);
    }

    /** Whether git ended with 0. */
    public boolean isSuccess() {
        return exitCode == 0;
    }

    /** The standard output without white space around it. */
    public String line() {
        return text.strip();
    }
}
