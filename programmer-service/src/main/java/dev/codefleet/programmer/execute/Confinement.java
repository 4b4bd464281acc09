package dev.codefleet.programmer.execute;

import java.nio.file.Path;
import java.util.List;

/**
 * Where one process tree may work. All paths are absolute.
 *
 * @param work the working directory, writable
 * @param home the value of {@code HOME}, writable
 * @param temporary the value of {@code TMPDIR}, or what {@code /tmp} is in the sandbox; writable
 * @param readable what may be read besides the system, such as the objects that {@code work}
 *     borrows
 */
public record Confinement(Path work, Path home, Path temporary, List<Path> readable) {
    public Confinement {
        readable = List.copyOf(readable);
    }
}
