package dev.codefleet.contract.attempt;

/**
 * A changed file by {@code git diff --numstat}; lines are 0 for binary files.
 *
 * @param status A, M, D or R as git writes it
 */
public record FileChange(String path, String status, int linesAdded, int linesDeleted) {}
