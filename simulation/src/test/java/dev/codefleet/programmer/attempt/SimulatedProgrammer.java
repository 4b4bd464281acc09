package dev.codefleet.programmer.attempt;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.attempt.AttemptEvent;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.attempt.Following;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.programmer.lifecycle.ProgrammerAgent;
import dev.codefleet.programmer.order.Fences;
import dev.codefleet.programmer.order.Slots;
import dev.codefleet.programmer.report.AttemptProgress;
import dev.codefleet.programmer.report.Receipts;
import dev.codefleet.programmer.run.ProgrammerMetrics;
import dev.codefleet.programmer.run.Recovery;
import dev.codefleet.programmer.run.RunningAttempts;
import dev.codefleet.programmer.spool.EndedAttempts;
import dev.codefleet.programmer.spool.Spool;
import dev.codefleet.programmer.stream.EventLog;
import dev.codefleet.programmer.trust.CutOffRule;
import dev.codefleet.programmer.trust.CutOffWatch;
import dev.codefleet.programmer.trust.Epochs;
import dev.codefleet.programmer.trust.StopReason;
import dev.codefleet.programmer.workspace.UploadedBundles;
import dev.codefleet.registryclient.AgentIdentity;
import dev.codefleet.registryclient.Announcer;
import dev.codefleet.registryclient.view.TrustWindow;
import dev.codefleet.simulation.Call;
import dev.codefleet.simulation.Ledger;
import dev.codefleet.simulation.Life;
import dev.codefleet.simulation.Network;
import dev.codefleet.simulation.Server;
import dev.codefleet.simulation.SimulatedVertx;
import dev.codefleet.support.Json;
import dev.codefleet.support.Sse;
import dev.codefleet.web.EventStream;
import dev.codefleet.web.ProblemException;
import dev.codefleet.web.Problems;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/** One life of a programmer: {@link Attempts} behind a simulated door, with simulated work. */
public final class SimulatedProgrammer implements Server {
    private static final Duration BEAT = Duration.ofSeconds(2);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final CutOffRule RULE =
            new CutOffRule(TrustWindow.SELF_STOP, Duration.ofMinutes(2));
    private static final UploadedBundles NO_BUNDLES = noBundles();

    private final Life life;
    private final Slots slots;
    private final SimulatedWork work;
    private final Attempts attempts;
    private final Admissions admissions;
    private final CutOffWatch cutOff;
    private final Announcer announcer;

    public SimulatedProgrammer(
            Life life,
            Network network,
            List<String> registries,
            int slotCount,
            SimulatedDisk disk,
            Ledger ledger) {
        this.life = life;
        var vertx = new SimulatedVertx(life, network).vertx();
        var receipts = new Receipts(new AgentId(life.name()), "simulated", "not held");
        recover(disk, receipts);
        slots = new Slots(slotCount);
        work = new SimulatedWork(life, disk, receipts, ledger);
        announcer = new Announcer(registries, vertx, life, life.world().random().split());
        var metrics = new ProgrammerMetrics(new CompositeMeterRegistry(), slots, disk);
        Executor threads = task -> life.afterNanos(1_000, task);
        var incarnation = disk.nextIncarnation(life.instant());
        var running =
                new RunningAttempts(
                        slots, work, threads, announcer::beatNow, 100, incarnation, life, life);
        attempts =
                new Attempts(
                        slots,
                        new Fences(10_000),
                        running,
                        new EndedAttempts(disk, 1_000),
                        work,
                        metrics,
                        threads,
                        incarnation);
        var epochs = new Epochs(attempts.incarnation(), announcer::majorityHeardAgo, life);
        admissions = new Admissions(attempts, NO_BUNDLES, metrics, epochs);
        cutOff =
                new CutOffWatch(
                        RULE, running::all, announcer::majorityHeardAgo, work, epochs, life);
        network.listen(life, this);
        life.afterEach(work::stopWhatMust);
        life.every(BEAT, running::beat);
        life.every(LOOK, cutOff::look);
        var identity =
                new AgentIdentity(
                        AgentKind.PROGRAMMER,
                        new AgentId(life.name()),
                        life.machine().url(),
                        List.of(Lane.CODE));
        announcer.start(new ProgrammerAgent(identity, attempts, Map.of(), "test", life::die));
    }

    /** As {@link Recovery} does, but for the processes: they have died with the programmer. */
    private void recover(SimulatedDisk disk, Receipts receipts) {
        for (var begun : disk.interrupted()) {
            var failure =
                    Failure.of(
                            FailureReason.PROGRAMMER_LOST,
                            "The programmer's process ended while the attempt ran.");
            var report =
                    receipts.report(
                            begun.order(),
                            new AttemptProgress(),
                            failure,
                            begun.startedAt(),
                            Duration.ZERO,
                            "");
            disk.finish(new Spool.Finished(1_000_000_000L, report));
        }
    }

    /** As on SIGTERM. */
    public void drain(Duration grace) {
        attempts.drain();
        announcer.beatNow();
        life.after(
                grace,
                () -> {
                    attempts.running().stopAll(StopReason.DRAINED);
                    life.after(Duration.ofSeconds(1), this::leave);
                });
    }

    private void leave() {
        announcer.leave();
        life.after(Duration.ofMillis(100), life::die);
    }

    public int busySlots() {
        return slots.busy();
    }

    public long incarnation() {
        return attempts.incarnation();
    }

    @Override
    public void handle(Call call) {
        try {
            route(call, call.path().split("/", -1));
        } catch (ProblemException refused) {
            call.refuse(refused);
        }
    }

    private void route(Call call, String[] path) {
        if (path[1].equals("q")) {
            call.answer(200);
        } else if (path.length == 3) {
            follow(admissions.admit(read(call, Order.class)), 0, call);
        } else if (path[3].equals("followed")) {
            attempts.running().followed(read(call, Following.class));
            call.answer(204);
        } else if (call.method().equals("DELETE")) {
            call.answer(attempts.acknowledge(AttemptId.parse(path[3])) ? 204 : 409);
        } else if (path[4].equals("events")) {
            var after = Followers.number(call.header("last-event-id").orElse(null));
            follow(require(path[3]), after, call);
        } else {
            var isHere = attempts.cancel(AttemptId.parse(path[3])).isPresent();
            call.answer(isHere ? 202 : 404);
        }
    }

    private Admission.Known require(String id) {
        return attempts.find(AttemptId.parse(id))
                .orElseThrow(() -> new ProblemException(Problems.notFound("not here")));
    }

    /** As {@link Followers} does. */
    private void follow(Admission.Known known, long after, Call call) {
        call.open();
        var reader = new Reader(call);
        switch (known) {
            case Admission.Running(var attempt) -> {
                attempt.events().read(after, reader);
                call.onGone(() -> attempt.events().leave(reader));
            }
            case Admission.Ended(var eventId, var report) -> {
                if (after < 1) {
                    reader.event(
                            1, new AttemptEvent.Accepted(report.attempt(), attempts.incarnation()));
                }
                if (after < eventId) {
                    reader.event(eventId, report);
                }
                reader.end();
            }
        }
    }

    private record Reader(Call call) implements EventLog.Reader {
        @Override
        public void event(long id, AttemptEvent event) {
            call.write(EventStream.encoded(Sse.json(id == 0 ? null : Long.toString(id), event)));
        }

        @Override
        public void end() {
            call.end();
        }
    }

    private static <T> T read(Call call, Class<T> type) {
        try {
            return Json.mapper().readValue(call.body(), type);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Jobs of a simulation have no files. */
    private static UploadedBundles noBundles() {
        try {
            var directory = Files.createTempDirectory("codefleet-simulation");
            var bounds = new UploadedBundles.Bounds(1, 1, Duration.ofHours(1));
            return new UploadedBundles(directory, bounds, InstantSource.system());
        } catch (IOException disk) {
            throw new UncheckedIOException(disk);
        }
    }
}
