package dev.codefleet.programmer.execute;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The directories in which one process tree may work. All paths are absolute, and those of the
 * machine: the processes themselves may see the directories in other places, see {@link
 * Sandbox#inside}.
 *
 * @param work the working directory, writable
 * @param home the value of {@code HOME}, writable
 * @param temporary the value of {@code TMPDIR}, or what {@code /tmp} is in the sandbox; writable
 * @param scripts the plan's scripts, which may be read; null for none
 * @param readable what may be read besides the system, such as the objects that {@code work}
 *     borrows
 */
public record Confinement(
        Path work, Path home, Path temporary, @Nullable Path scripts, List<Path> readable) {
    public Confinement {
        readable = List.copyOf(readable);
    }
}
