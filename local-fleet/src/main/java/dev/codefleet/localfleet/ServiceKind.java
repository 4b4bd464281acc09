package dev.codefleet.localfleet;

import java.util.List;
import java.util.Locale;

/**
 * The kinds of services, in the order in which they are stopped: whoever gives work before whoever
 * takes it.
 */
public enum ServiceKind {
    GATEWAY("gateway", 6101, 30, Flags.SMALL),
    MANAGER("manager-service", 6141, 10, Flags.MANAGER),
    PROGRAMMER("programmer-service", 6151, 39, Flags.PROGRAMMER),
    REGISTRY("registry-service", 6131, 10, Flags.SMALL);

    private final String module;
    private final int firstPort;
    private final int most;
    private final List<String> jvmFlags;

    ServiceKind(String module, int firstPort, int most, List<String> jvmFlags) {
        this.module = module;
        this.firstPort = firstPort;
        this.most = most;
        this.jvmFlags = jvmFlags;
    }

    /** Name of the module that holds the service. */
    public String module() {
        return module;
    }

    /** Port of the first process of this kind, without an offset. */
    int firstPort() {
        return firstPort;
    }

    /** How many there may be on one machine: as many as ports are set aside. */
    int most() {
        return most;
    }

    List<String> jvmFlags() {
        return jvmFlags;
    }

    /** The agent id of the process with this number, from 1. */
    String id(int number) {
        return label() + "-" + number;
    }

    /** Name of the directory that holds the homes of all processes of this kind. */
    public String plural() {
        return this == REGISTRY ? "registries" : label() + "s";
    }

    /** In lower case. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Starting fast and small matters more than peak speed, but for managers and programmers, which
     * are on the path of every attempt.
     */
    private static final class Flags {
        static final List<String> SMALL =
                List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m");
        static final List<String> PROGRAMMER = List.of("-XX:+UseSerialGC", "-Xmx64m");
        static final List<String> MANAGER = List.of("-XX:+UseSerialGC", "-Xmx384m");
    }
}
