package dev.codefleet.manager.integrate;

/**
 * One input of a merge: a subtask's accepted commit.
 *
 * @param subtask the subtask's key
 * @param commit a full name
 */
public record MergeInput(String subtask, String commit) {}
