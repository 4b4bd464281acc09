package dev.codefleet.chaos.relay;

/**
 * A way from one process to another, both by their ids.
 *
 * @param from who calls
 * @param to who is called
 */
public record Link(String from, String to) {
    boolean touches(String id) {
        return from.equals(id) || to.equals(id);
    }

    @Override
    public String toString() {
        return from + ">" + to;
    }
}
