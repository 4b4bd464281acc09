package dev.codefleet.manager.integrate;

/**
 * A subtask's accepted commit.
 *
 * @param subtask the subtask's key
 * @param commit a full name
 */
public record Part(String subtask, String commit) {}
