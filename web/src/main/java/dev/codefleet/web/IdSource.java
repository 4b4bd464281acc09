package dev.codefleet.web;

/** A source of new ids. */
@FunctionalInterface
public interface IdSource {
    /**
     * A new id of 20 lower-case letters and digits; it sorts after all that this source gave
     * before.
     */
    String next();
}
