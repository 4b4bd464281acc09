package dev.codefleet.access;

/** The answer to the question whose key a caller has shown. */
public sealed interface Authentication {
    /** A key that counts. */
    record Known(AccessKey key) implements Authentication {}

    /** No key, a key that is not listed, or a wrong secret: which one is not told. */
    record Unknown() implements Authentication {}

    /** The right secret of a key whose time is over. */
    record Expired(AccessKey key) implements Authentication {}
}
