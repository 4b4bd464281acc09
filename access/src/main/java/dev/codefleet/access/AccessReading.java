package dev.codefleet.access;

import java.util.List;

/** The result of reading an access file: its keys, or its faults. */
public sealed interface AccessReading {
    record Read(AccessList list) implements AccessReading {}

    /**
     * It cannot be used.
     *
     * @param faults all that were found, each with its line where it has one; none shows a secret
     */
    record Faulty(List<String> faults) implements AccessReading {
        /** All in one line. */
        public String line() {
            return String.join("; ", faults);
        }
    }
}
