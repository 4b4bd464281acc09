package dev.codefleet.registry.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.AgentView;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.registryclient.Announcer;
import dev.codefleet.registryclient.WatchedDirectory;
import dev.codefleet.registryclient.view.Directory;
import dev.codefleet.web.Ticker;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@Timeout(30)
class AnnouncerAndDirectoryTest {
    /** Nothing listens there. */
    private static final String NOBODY = "http://127.0.0.1:1";

    @TestHTTPResource URI registry;
    @Inject Vertx vertx;
    @Inject Ticker ticker;
    @Inject RandomGenerator random;

    private final List<Announcer> announcers = new ArrayList<>();
    private List<String> registries = List.of();
    private WatchedDirectory directory;

    @BeforeEach
    void watch() {
        registries = List.of("http://127.0.0.1:" + registry.getPort());
        directory = new WatchedDirectory(registries, vertx, random);
    }

    @AfterEach
    void stop() throws Exception {
        for (var announcer : announcers) {
            announcer.leave().toCompletableFuture().get(5, TimeUnit.SECONDS);
        }
        directory.close();
    }

    @Test
    void whoIsAnnouncedIsSeenAndWhoLeavesIsGone() throws Exception {
        var announcer = announce(new Worker("w-1", 1));
        var seen = await(view -> hasBeaten(view, "w-1"));
        assertThat(get(seen, "w-1").liveness()).isEqualTo(Liveness.ALIVE);
        assertThat(seen.isStale()).isFalse();
        assertThat(seen.ofKind(AgentKind.MANAGER)).isEmpty();

        announcer.leave().toCompletableFuture().get(5, TimeUnit.SECONDS);
        await(view -> view.find(new AgentId("w-1")).isEmpty());
    }

    /** At the interval of beats, ten changes would take at least 16 s. */
    @Test
    @Timeout(12)
    void changesOfStateDoNotWaitForTheNextBeat() throws Exception {
        var worker = new Worker("w-2", 1);
        var announcer = announce(worker);
        await(view -> hasBeaten(view, "w-2"));
        for (var change = 1; change <= 10; change++) {
            var occupied = change % 2;
            worker.occupy(occupied);
            announcer.beatNow();
            await(view -> freeSlots(view, "w-2") == 2 - occupied);
        }
        assertThat(get(directory.current(), "w-2").state()).isEqualTo(AgentState.IDLE);
    }

    @Test
    void changesThatNeverEndDoNotPutABeatOff() throws Exception {
        var worker = new Worker("w-8", 1);
        var announcer = announce(worker);
        await(view -> hasBeaten(view, "w-8"));
        worker.occupy(2);
        var changes = vertx.setPeriodic(1, _ -> announcer.beatNow());
        try {
            await(view -> freeSlots(view, "w-8") == 0);
        } finally {
            vertx.cancelTimer(changes);
        }
    }

    @Test
    void aMajorityIsHeardOnlyWhenMoreThanHalfOfAllReplicasAnswer() throws Exception {
        assertThat(hearAfterTwoBeats("w-3", registries)).isTrue();
        var registry = registries.getFirst();
        var sameRegistry = registry.replace("127.0.0.1", "localhost");
        assertThat(hearAfterTwoBeats("w-4", List.of(registry, NOBODY))).isFalse();
        assertThat(hearAfterTwoBeats("w-7", List.of(registry, sameRegistry, NOBODY))).isTrue();
    }

    /** A second beat is only sent when the first one is acknowledged. */
    private boolean hearAfterTwoBeats(String id, List<String> replicas) throws Exception {
        var worker = new Worker(id, 1);
        var announcer = new Announcer(replicas, vertx, ticker, random);
        announcers.add(announcer);
        assertThat(announcer.majorityHeardAgo()).isEmpty();
        announcer.start(worker);
        await(view -> hasBeaten(view, id));
        for (var slots = 1; slots <= 2; slots++) {
            worker.occupy(slots);
            var free = 2 - slots;
            announcer.beatNow();
            await(view -> freeSlots(view, id) == free);
        }
        return announcer
                .majorityHeardAgo()
                .filter(ago -> ago.compareTo(Duration.ofSeconds(12)) < 0)
                .isPresent();
    }

    private static int freeSlots(Directory.Snapshot view, String id) {
        var beat = get(view, id).heartbeat();
        return beat == null ? -1 : beat.freeSlots();
    }

    @Test
    void anOlderProcessWithTheSameIdIsToldToStop() throws Exception {
        var older = new Worker("w-5", 1);
        var announcer = announce(older);
        await(view -> view.find(new AgentId("w-5")).isPresent());
        announce(new Worker("w-5", 2));
        await(view -> get(view, "w-5").registration().incarnation() == 2);
        announcer.beatNow();
        assertThat(older.wasSuperseded().get(5, TimeUnit.SECONDS)).isTrue();
        // Its leaving does not take the newer one along.
        announcer.leave().toCompletableFuture().get(5, TimeUnit.SECONDS);
        assertThat(get(directory.current(), "w-5").registration().incarnation()).isEqualTo(2);
    }

    @Test
    void aRegistryThatForgotIsToldAgain() throws Exception {
        var announcer = announce(new Worker("w-6", 1));
        await(view -> view.find(new AgentId("w-6")).isPresent());
        RestAssured.delete("/v1/agents/w-6").then().statusCode(204);
        await(view -> view.find(new AgentId("w-6")).isEmpty());
        announcer.beatNow();
        await(view -> hasBeaten(view, "w-6"));
    }

    private Announcer announce(Worker worker) {
        var announcer = new Announcer(registries, vertx, ticker, random);
        announcers.add(announcer);
        announcer.start(worker);
        return announcer;
    }

    private static AgentView get(Directory.Snapshot view, String id) {
        return view.find(new AgentId(id)).orElseThrow();
    }

    private static boolean hasBeaten(Directory.Snapshot view, String id) {
        return view.find(new AgentId(id)).filter(agent -> agent.heartbeat() != null).isPresent();
    }

    private Directory.Snapshot await(Predicate<Directory.Snapshot> condition) throws Exception {
        var met = new CompletableFuture<Directory.Snapshot>();
        directory.onChange(view -> {
            if (!met.isDone() && condition.test(view)) {
                met.complete(view);
            }
        });
        return met.get(10, TimeUnit.SECONDS);
    }
}
