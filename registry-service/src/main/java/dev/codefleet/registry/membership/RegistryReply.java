package dev.codefleet.registry.membership;

import dev.codefleet.identity.CallVerifier;

/** The registry's answer to a registration, a beat or a farewell. */
public sealed interface RegistryReply {
    /** The name of the answer in metrics. */
    String metricName();

    /**
     * It was heard.
     *
     * @param nextIntervalMs milliseconds until its next beat is expected, before jitter
     */
    record Taken(long nextIntervalMs) implements RegistryReply {
        @Override
        public String metricName() {
            return "Taken";
        }
    }

    /** It must register first. */
    record Unknown() implements RegistryReply {
        @Override
        public String metricName() {
            return "Unknown";
        }
    }

    /**
     * A newer process has its id.
     *
     * @param incarnation of the newer one
     */
    record Superseded(long incarnation) implements RegistryReply {
        @Override
        public String metricName() {
            return "Superseded";
        }
    }

    /** The id belongs to another key. */
    record ForeignKey() implements RegistryReply {
        @Override
        public String metricName() {
            return "ForeignKey";
        }
    }

    /** It has not proved who it is. */
    record Unproven(CallVerifier.Refused refusal) implements RegistryReply {
        @Override
        public String metricName() {
            return "Unproven";
        }
    }

    /** No more agents are taken. */
    record Full() implements RegistryReply {
        @Override
        public String metricName() {
            return "Full";
        }
    }
}
