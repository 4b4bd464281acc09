package dev.codefleet.localfleet;

import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.GatewayClient;
import dev.codefleet.support.ProcessTrees;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A fleet of separate processes on this machine, supervised by this process. Thread-safe once
 * started.
 */
public final class LocalFleet implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);

    private final FleetPlan plan;
    private final FleetLock lock;
    private final Duration grace;
    private final FleetFileUpdater journal;
    private final Consumer<String> notes;
    private final Map<ServiceKind, List<Member>> members = new EnumMap<>(ServiceKind.class);
    private volatile @Nullable EmbeddedDatabase database;
    private final Thread hook = new Thread(this::close, "stop-fleet");
    private boolean isClosed;

    private LocalFleet(FleetPlan plan, FleetLock lock, Duration grace, Consumer<String> notes) {
        this.plan = plan;
        this.lock = lock;
        this.grace = grace;
        this.notes = notes;
        this.journal =
                new FleetFileUpdater(new FleetFile(plan.home()), plan.spec().portOffset(), notes);
    }

    /**
     * Starts a fleet and returns when all of it is ready and knows each other.
     *
     * @param environment what the services inherit; {@code CODEFLEET_DATABASE_URL} in it names a
     *     database other than the embedded one
     * @param notes gets a line about each process that ends unasked
     * @throws CommandFailed with a message for the user; nothing is left running then
     */
    public static LocalFleet start(
            FleetSpec spec,
            Home home,
            Installation installation,
            Map<String, String> environment,
            Consumer<String> notes) {
        return start(spec, home, installation, environment, _ -> Map.of(), notes);
    }

    /**
     * The same with variables for single processes.
     *
     * @param own variables of a process, by its id, over those that it would get otherwise
     * @throws CommandFailed with a message for the user; nothing is left running then
     */
    public static LocalFleet start(
            FleetSpec spec,
            Home home,
            Installation installation,
            Map<String, String> environment,
            Function<String, Map<String, String>> own,
            Consumer<String> notes) {
        var caches = new AotCaches(installation);
        var plan = new FleetPlan(spec, installation, home, environment, caches::flagsToUse, own);
        return start(plan, Member.GRACE, notes);
    }

    static LocalFleet start(FleetPlan plan, Duration grace, Consumer<String> notes) {
        plan.installation().requireBuilt();
        var lock =
                FleetLock.take(plan.home())
                        .orElseThrow(() ->
                                CommandFailed.noFleet(
                                        "A fleet is already up in " + plan.home().directory() + ".",
                                        "Stop it with '"
                                                + plan.home().again(plan.base()).of("down")
                                                + "', or name another directory in"
                                                + " CODEFLEET_HOME."));
        var fleet = new LocalFleet(plan, lock, grace, notes);
        Runtime.getRuntime().addShutdownHook(fleet.hook);
        try {
            fleet.launch();
            return fleet;
        } catch (RuntimeException | Error e) {
            try (fleet) {
                throw e;
            }
        }
    }

    /** All processes, but PostgreSQL. */
    public List<Member> members() {
        return members.values().stream().flatMap(List::stream).toList();
    }

    public List<Member> members(ServiceKind kind) {
        return List.copyOf(members.getOrDefault(kind, List.of()));
    }

    /**
     * The process with this agent id.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Member member(String id) {
        return members().stream()
                .filter(member -> member.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no member " + id));
    }

    /** Address of the first gateway. */
    public String gatewayUrl() {
        return members(ServiceKind.GATEWAY).getFirst().url();
    }

    /**
     * The first gateway, called with the key of the fleet's home.
     *
     * @param patience as {@link GatewayClient#at}
     */
    public GatewayClient gateway(Duration patience) {
        return GatewayClient.at(gatewayUrl(), patience).withKey(key());
    }

    /** The key by which the home's owner calls the gateways. */
    public String key() {
        return new LocalKey(plan.home()).read().orElseThrow();
    }

    public FleetSpec spec() {
        return plan.spec();
    }

    private void launch() {
        var named = ManagerDatabase.named(plan.base());
        var leftovers = new Leftovers(plan.home(), notes);
        if (named == null) {
            leftovers.stop();
        } else {
            leftovers.stopServices();
        }
        new GoneMembers(plan.home(), InstantSource.system()).delete(plan.spec());
        var ports = FleetPlan.ports(plan.spec(), named == null);
        PortCheck.requireFree(ports, plan.spec().portOffset());
        new LocalKey(plan.home()).ensure();
        new LocalEnrolment(plan.home()).ensure();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var address = CompletableFuture.supplyAsync(() -> database(named), threads);
            // The registries first: whoever starts wants to register.
            start(ServiceKind.REGISTRY, plan.members(ServiceKind.REGISTRY));
            start(ServiceKind.GATEWAY, plan.members(ServiceKind.GATEWAY));
            start(ServiceKind.PROGRAMMER, plan.members(ServiceKind.PROGRAMMER));
            start(ServiceKind.MANAGER, plan.managers(EmbeddedDatabase.join(address)));
            FleetStartup.await(this, START_TIMEOUT);
        }
        journal.ready(members());
    }

    private ManagerDatabase database(@Nullable ManagerDatabase named) {
        if (named != null) {
            return named;
        }
        var port = new Ports(plan.spec().portOffset()).ofDatabase();
        var opened = EmbeddedDatabase.open(plan.home(), port);
        database = opened;
        return opened.address();
    }

    private void start(ServiceKind kind, List<MemberSpec> specs) {
        var isSupervised = plan.spec().isSupervised();
        var started = specs.stream().map(spec -> new Member(spec, journal, isSupervised)).toList();
        synchronized (this) {
            if (isClosed) {
                throw CommandFailed.noFleet("The start was stopped.");
            }
            members.put(kind, started);
            journal.knows(members());
        }
        started.forEach(Member::start);
    }

    /**
     * Stops everything in order and waits for the end: gateways, managers, programmers, registries,
     * PostgreSQL.
     */
    @Override
    public void close() {
        close(false);
    }

    /** Ends everything without giving it time. */
    public void kill() {
        close(true);
    }

    private synchronized void close(boolean isAtOnce) {
        if (isClosed) {
            return;
        }
        isClosed = true;
        try (lock) {
            members().forEach(Member::unwant);
            var groups = new ArrayList<>(members.keySet());
            groups.sort(Comparator.naturalOrder());
            for (var kind : groups) {
                end(members(kind), isAtOnce);
            }
            var opened = database;
            if (opened != null) {
                opened.close();
            }
            journal.over();
        } finally {
            forgetHook();
        }
    }

    private void forgetHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The process is ending: the hook is what runs here.
        }
    }

    private void end(List<Member> group, boolean isAtOnce) {
        Stream<ProcessHandle> running = group.stream().flatMap(member -> member.process().stream());
        if (isAtOnce) {
            ProcessTrees.kill(running.toList());
        } else {
            ProcessTrees.stop(running.toList(), grace);
        }
    }
}
