package dev.codefleet.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A rule, deliberately broken: what its source says, and what it says instead.
 *
 * @param source of the class, from the checkout's root
 * @param original occurs there once
 * @param hints seeds with which it was noticed, to be tried before others are searched for minutes;
 *     a change of the fleet may put them out of date
 */
record Mutant(String name, String source, String original, String broken, List<Long> hints) {
    private static final Path CHECKOUT = Path.of(System.getProperty("codefleet.checkout", ".."));
    private static final String MANAGER = "manager-service/src/main/java/dev/codefleet/manager/";
    private static final String PROGRAMMER =
            "programmer-service/src/main/java/dev/codefleet/programmer/";
    private static final String REGISTRY = "registry-service/src/main/java/dev/codefleet/registry/";
    private static final String CLIENT =
            "registry-client/src/main/java/dev/codefleet/registryclient/";
    private static final String SIMULATION = "simulation/src/test/java/dev/codefleet/";

    static Mutant[] all() {
        return new Mutant[] {
            new Mutant(
                    "the database ignores the fence",
                    SIMULATION + "manager/job/SimulatedDatabase.java",
                    "rows == null || rows.fence != fence",
                    "rows == null",
                    List.of(1520L, 118L, 119L)),
            new Mutant(
                    "an order is sent before its attempt is committed",
                    MANAGER + "dispatch/Dispatcher.java",
                    "engine.afterCommit(flight.job.id(), () -> orders.send(flight));",
                    "orders.send(flight);",
                    List.of(1501L, 1L, 2L)),
            new Mutant(
                    "one replica alone says LOST",
                    CLIENT + "view/MergedView.java",
                    "isMajority(lost)",
                    "lost > 0",
                    List.of(1899L, 102L, 198L)),
            new Mutant(
                    "a majority of the reachable replicas says LOST",
                    CLIENT + "view/MergedView.java",
                    "isMajority(lost)",
                    "lost > replicas.stream().filter(each -> each.isConnected).count() / 2",
                    List.of(1899L, 102L, 198L)),
            new Mutant(
                    "one replica alone keeps an attempt going",
                    CLIENT + "Announcer.java",
                    ".skip(registries.size() / 2)",
                    ".skip(0)",
                    List.of(3189L)),
            new Mutant(
                    "an attempt goes on for longer than it takes to be LOST",
                    PROGRAMMER + "trust/CutOffRule.java",
                    "cutOffAfter.minus(registriesHeard.get())",
                    "cutOffAfter.multipliedBy(3).minus(registriesHeard.get())",
                    List.of(3189L)),
            new Mutant(
                    "a silent attempt is given up too early",
                    MANAGER + "programmers/LossRule.java",
                    "Duration.ofSeconds(150)",
                    "Duration.ofSeconds(10)",
                    List.of(3007L)),
            new Mutant(
                    "an order of an epoch that is over is taken",
                    PROGRAMMER + "attempt/Admissions.java",
                    "order.sender().epoch() != epoch.number()",
                    "order.sender().epoch() > epoch.number()",
                    List.of(3186L)),
            new Mutant(
                    "a dependency is not counted",
                    MANAGER + "schedule/JobGraph.java",
                    "--open[dependent] == 0",
                    "--open[dependent] <= 1",
                    List.of(1501L)),
            new Mutant(
                    "a replica does not warm up",
                    REGISTRY + "membership/FailureDetector.java",
                    "private boolean isWarming = true;",
                    "private boolean isWarming = false;",
                    List.of(1502L)),
            new Mutant(
                    "a programmer has a slot too many",
                    PROGRAMMER + "order/Slots.java",
                    "holders.size() < total",
                    "holders.size() <= total",
                    List.of(1501L)),
            new Mutant(
                    "a slot is freed twice",
                    MANAGER + "dispatch/InFlightAttempts.java",
                    "pool.release(flight.programmer.id());",
                    "pool.release(flight.programmer.id()); pool.release(flight.programmer.id());",
                    List.of(1501L)),
            new Mutant(
                    "a refused order is forgotten",
                    MANAGER + "dispatch/Dispatcher.java",
                    "if (next.isEmpty()) {\n            attempts.waitOn(flight);",
                    "if (next.isEmpty()) {",
                    List.of(1501L)),
            new Mutant(
                    "max_workers is not honoured",
                    MANAGER + "schedule/ReadyQueue.java",
                    "share.running < share.maxWorkers",
                    "share.running <= share.maxWorkers",
                    List.of(3002L)),
            new Mutant(
                    "the busiest job is served first",
                    MANAGER + "schedule/ReadyQueue.java",
                    "Comparator.<Line<W>>comparingInt(line -> line.share.running)",
                    "Comparator.<Line<W>>comparingInt(line -> -line.share.running)",
                    List.of(1505L)),
            new Mutant(
                    "a failure is not counted",
                    MANAGER + "dispatch/Work.java",
                    "failures++;",
                    "",
                    List.of(3001L)),
        };
    }

    LongStream hinted() {
        return hints.stream().mapToLong(Long::longValue);
    }

    String className() {
        var path = source.substring(source.indexOf("/java/") + "/java/".length());
        return path.substring(0, path.length() - ".java".length()).replace('/', '.');
    }

    /** The class's source with the rule broken. */
    String brokenSource() throws IOException {
        var text = Files.readString(CHECKOUT.resolve(source));
        int at = text.indexOf(original);
        if (at < 0 || text.indexOf(original, at + 1) >= 0) {
            throw new IllegalStateException(
                    source + " must say this once, for a mutant to break it: " + original);
        }
        return text.replace(original, broken);
    }

    @Override
    public String toString() {
        return name;
    }
}
