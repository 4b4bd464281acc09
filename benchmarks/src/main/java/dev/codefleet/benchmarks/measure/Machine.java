package dev.codefleet.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The machine that figures were measured on.
 *
 * @param processor its model's name, or the architecture where the system does not tell
 * @param memoryGib of the machine; 0 where the system does not tell
 */
public record Machine(String system, String processor, int cores, int memoryGib, String jdk) {

    /** The machine that this runs on. */
    public static Machine here() {
        var system = System.getProperty("os.name") + " " + System.getProperty("os.version");
        var model = value(Path.of("/proc/cpuinfo"), "model name");
        var kib = value(Path.of("/proc/meminfo"), "MemTotal").replaceAll("\\D", "");
        return new Machine(
                system,
                model.isEmpty() ? System.getProperty("os.arch") : model,
                Runtime.getRuntime().availableProcessors(),
                kib.isEmpty() ? 0 : Math.toIntExact(Math.round(Long.parseLong(kib) / 1048576.0)),
                System.getProperty("java.vm.version"));
    }

    @Override
    public String toString() {
        var memory = memoryGib == 0 ? "" : ", " + memoryGib + " GiB";
        return processor + ", " + cores + " cores" + memory + ", " + system + ", JDK " + jdk;
    }

    /** The text after the colon of the first line with this name; empty if there is none. */
    private static String value(Path file, String name) {
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("");
        } catch (IOException _) {
            return "";
        }
    }
}
