package dev.codefleet.contract.attempt;

/**
 * A git bundle, named by its content.
 *
 * @param sha256 64 lower-case hex digits
 * @param bytes its size
 */
public record BundleRef(String sha256, long bytes) {}
