package dev.codefleet.registry.agent;

/** What the registry says to an agent. */
sealed interface Outcome {
    /**
     * @param nextIntervalMs milliseconds until its next beat is expected, before jitter
     */
    record Taken(long nextIntervalMs) implements Outcome {}

    /** It must register first. */
    record Unknown() implements Outcome {}

    /**
     * A newer process has its id.
     *
     * @param incarnation of the newer one
     */
    record Superseded(long incarnation) implements Outcome {}

    /** No more agents are taken. */
    record Full() implements Outcome {}
}
