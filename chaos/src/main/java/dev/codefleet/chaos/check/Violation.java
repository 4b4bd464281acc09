package dev.codefleet.chaos.check;

/**
 * A promise that was not kept.
 *
 * @param promise which, in a few words
 * @param what happened, with the ids to look for in the history
 */
public record Violation(String promise, String what) {
    @Override
    public String toString() {
        return promise + ": " + what;
    }
}
