package dev.codefleet.git.bundle;

import dev.codefleet.git.CommitId;
import java.nio.file.Path;

/**
 * A git bundle on disk.
 *
 * @param file where it is
 * @param commit the commit that it brings
 * @param sha256 its checksum, 64 lower-case hexadecimal digits
 * @param bytes its size
 */
public record BundleFile(Path file, CommitId commit, String sha256, long bytes) {}
