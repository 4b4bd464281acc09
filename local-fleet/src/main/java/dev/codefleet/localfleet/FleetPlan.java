package dev.codefleet.localfleet;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The processes that a wanted fleet is made of: pure, nothing is started here.
 *
 * @param base the environment that services inherit
 * @param cacheFlags what a service's JVM is told about its ahead-of-time cache
 * @param own variables of a single process, by its id, over all others
 */
record FleetPlan(
        FleetSpec spec,
        Installation installation,
        Home home,
        Map<String, String> base,
        Function<ServiceKind, List<String>> cacheFlags,
        Function<String, Map<String, String>> own) {

    FleetPlan(
            FleetSpec spec,
            Installation installation,
            Home home,
            Map<String, String> base,
            Function<ServiceKind, List<String>> cacheFlags) {
        this(spec, installation, home, base, cacheFlags, _ -> Map.of());
    }

    /**
     * In the command line of every service, so that those of this home can be found without {@code
     * fleet.json}. Not below {@code codefleet.}, where services accept nothing but their settings.
     */
    static final String MARKER = "-Ddev.codefleet.home=";

    /**
     * Below the time after which a member that does not end is killed, so that attempts end in
     * order.
     */
    private static final String PROGRAMMER_GRACE = "PT5S";

    /**
     * These say who a process is; what this process was told must not leak into another, and no
     * secret into all.
     */
    private static final Set<String> OWN_TO_A_PROCESS =
            Set.of(
                    "CODEFLEET_HOME",
                    "CODEFLEET_HOST",
                    "CODEFLEET_PORT",
                    "CODEFLEET_ID",
                    "CODEFLEET_URL",
                    "CODEFLEET_REGISTRIES",
                    "CODEFLEET_SLOTS",
                    "CODEFLEET_GATEWAY",
                    "CODEFLEET_KEY",
                    "CODEFLEET_KEY_FILE",
                    "CODEFLEET_ACCESS_FILE",
                    "CODEFLEET_ENROLMENT_KEY",
                    "CODEFLEET_ENROLMENT_KEY_FILE",
                    "CODEFLEET_IDENTITY_DIRECTORY",
                    "CODEFLEET_ENROLMENT_KEYS",
                    "CODEFLEET_ENROLMENT_KEYS_FILE",
                    "CODEFLEET_DATABASE_URL",
                    "CODEFLEET_DATABASE_USER",
                    "CODEFLEET_DATABASE_PASSWORD",
                    "CODEFLEET_DATABASE_PASSWORD_FILE",
                    "CODEFLEET_CHECKOUT");

    /** All ports of the fleet with what each is for, but that of an outside database. */
    static Map<Integer, String> ports(FleetSpec spec, boolean hasEmbeddedDatabase) {
        var ports = new TreeMap<Integer, String>();
        for (var kind : ServiceKind.values()) {
            for (var number = 1; number <= spec.count(kind); number++) {
                ports.put(new Ports(spec.portOffset()).of(kind, number), kind.id(number));
            }
        }
        if (hasEmbeddedDatabase) {
            ports.put(new Ports(spec.portOffset()).ofDatabase(), "PostgreSQL");
        }
        return ports;
    }

    /** All processes of a kind but managers, which need a database. */
    List<MemberSpec> members(ServiceKind kind) {
        return members(kind, Map.of());
    }

    List<MemberSpec> managers(ManagerDatabase database) {
        return members(ServiceKind.MANAGER, database.environment());
    }

    private List<MemberSpec> members(ServiceKind kind, Map<String, String> extra) {
        return IntStream.rangeClosed(1, spec.count(kind))
                .mapToObj(number -> member(kind, number, extra))
                .toList();
    }

    private MemberSpec member(ServiceKind kind, int number, Map<String, String> extra) {
        var id = kind.id(number);
        var port = new Ports(spec.portOffset()).of(kind, number);
        var directory = home.of(kind, id);
        var environment = new TreeMap<String, String>();
        base.forEach((name, value) -> {
            if (!OWN_TO_A_PROCESS.contains(name)) {
                environment.put(name, value);
            }
        });
        environment.putAll(Jvm.LOCALE);
        installation
                .commit()
                .ifPresent(built -> environment.putIfAbsent("CODEFLEET_COMMIT", built));
        environment.put("CODEFLEET_LOG_TO_DISK", "true");
        environment.put("CODEFLEET_LOG_TO_CONSOLE", "false");
        environment.put("CODEFLEET_LOG_PATH", home.log(id).toString());
        environment.putAll(spec.environment());
        environment.put("CODEFLEET_ID", id);
        environment.put("CODEFLEET_HOST", Ports.HOST);
        environment.put("CODEFLEET_PORT", Integer.toString(port));
        environment.put("CODEFLEET_URL", Ports.url(port));
        environment.put("CODEFLEET_HOME", directory.toString());
        environment.put("CODEFLEET_REGISTRIES", registries());
        if (kind != ServiceKind.GATEWAY) {
            environment.put("CODEFLEET_ENROLMENT_KEYS_FILE", home.enrolmentKeys().toString());
        }
        if (kind != ServiceKind.REGISTRY) {
            environment.put("CODEFLEET_ENROLMENT_KEY_FILE", home.enrolmentKey(kind).toString());
        }
        if (kind == ServiceKind.GATEWAY) {
            environment.put("CODEFLEET_ACCESS_FILE", home.accessFile().toString());
        }
        if (kind == ServiceKind.PROGRAMMER) {
            environment.put("CODEFLEET_SLOTS", Integer.toString(spec.slots()));
            environment.putIfAbsent("CODEFLEET_PROGRAMMER_GRACE", PROGRAMMER_GRACE);
            environment.put("CODEFLEET_PROGRAMMER_STOP_WITHIN", Member.GRACE.toString());
        }
        environment.putAll(extra);
        environment.putAll(own.apply(id));
        return new MemberSpec(
                kind, id, port, command(kind, directory), environment, directory, home.log(id));
    }

    private List<String> command(ServiceKind kind, Path directory) {
        var command = new ArrayList<String>();
        command.add(installation.java().toString());
        command.addAll(kind.jvmFlags());
        command.addAll(cacheFlags.apply(kind));
        command.addAll(Jvm.QUIET);
        command.add(MARKER + home.directory());
        command.add("-Djava.io.tmpdir=" + ServiceProcess.temporary(directory));
        command.add("-jar");
        command.add(installation.runner(kind).toString());
        return command;
    }

    private String registries() {
        var ports = new Ports(spec.portOffset());
        return IntStream.rangeClosed(1, spec.registries())
                .mapToObj(number -> Ports.url(ports.of(ServiceKind.REGISTRY, number)))
                .collect(Collectors.joining(","));
    }
}
