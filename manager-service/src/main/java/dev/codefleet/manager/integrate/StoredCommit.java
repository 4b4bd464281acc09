package dev.codefleet.manager.integrate;

import java.util.List;

/**
 * An accepted commit as the database stores it: its bundle and what it was built on.
 *
 * @param key the subtask's key
 * @param sha256 the checksum of the bundle
 * @param commit the full name of the commit that it brings
 * @param content the bundle; empty for a subtask that changed nothing, whose commit is its start
 * @param start what the commit that the subtask started from was merged of, as it was given to
 *     {@link Integrator#merge}; empty when it was the origin itself
 */
public record StoredCommit(
        String key, String sha256, String commit, byte[] content, List<MergeInput> start) {
    public StoredCommit {
        start = List.copyOf(start);
    }
}
