package dev.codefleet.postgres;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The systems that PostgreSQL binaries are packaged for. */
enum Platform {
    LINUX_AMD64("linux-x86_64"),
    LINUX_ARM64("linux-arm_64"),
    MACOS_AMD64("darwin-x86_64"),
    MACOS_ARM64("darwin-arm_64");

    private final String label;

    Platform(String label) {
        this.label = label;
    }

    /** The part of the archive's name that says what system it is for. */
    String label() {
        return label;
    }

    /** The name of the archive on the class path. */
    String archive() {
        return "postgres-" + label + ".txz";
    }

    boolean isMacOs() {
        return this == MACOS_AMD64 || this == MACOS_ARM64;
    }

    /**
     * The platform this JVM runs on.
     *
     * @throws PostgresException.UnsupportedPlatform where no binaries exist, musl systems included
     */
    static Platform current() {
        var system = System.getProperty("os.name", "unknown");
        var platform = of(system, System.getProperty("os.arch", "unknown"));
        if (!platform.isMacOs() && !Files.exists(platform.loader())) {
            // The binaries need glibc: on musl the kernel would only say "No such file".
            throw new PostgresException.UnsupportedPlatform(system + " without glibc");
        }
        return platform;
    }

    /**
     * The platform with these names, as the system properties {@code os.name} and {@code os.arch}
     * give them.
     *
     * @throws PostgresException.UnsupportedPlatform where no binaries exist
     */
    static Platform of(String system, String architecture) {
        var name = system.toLowerCase(Locale.ROOT);
        var isMacOs = name.startsWith("mac") || name.startsWith("darwin");
        var isKnown = isMacOs || name.startsWith("linux");
        var processor = isKnown ? architecture.toLowerCase(Locale.ROOT) : "";
        return switch (processor) {
            case "amd64", "x86_64" -> isMacOs ? MACOS_AMD64 : LINUX_AMD64;
            case "aarch64", "arm64" -> isMacOs ? MACOS_ARM64 : LINUX_ARM64;
            default ->
                    throw new PostgresException.UnsupportedPlatform(system + " on " + architecture);
        };
    }

    private Path loader() {
        return this == LINUX_ARM64
                ? Path.of("/lib/ld-linux-aarch64.so.1")
                : Path.of("/lib64/ld-linux-x86-64.so.2");
    }
}
