package dev.codefleet.manager.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.job.RandomChanges;
import dev.codefleet.manager.job.SimulatedDatabase;
import dev.codefleet.postgres.EmbeddedPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The simulated database answers as PostgreSQL does, whatever managers ask of it. */
class SameGuardsTest {
    private static final int QUESTIONS = 80;
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration OVER = Duration.ofHours(-1);
    private static final List<String> MANAGERS = List.of("manager-1", "manager-2", "manager-3");

    private static EmbeddedPostgres server;

    @BeforeAll
    static void open() {
        server = EmbeddedPostgres.temporary();
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void theSameQuestionsHaveTheSameAnswers(int seed) throws SQLException {
        var random = new SplittableRandom(seed);
        var real = Both.real(fresh("same_" + seed));
        var simulated =
                Both.simulated(
                        new SimulatedDatabase(
                                () -> 0, new Straight(), (before, after, ended) -> {}));
        var changes = new RandomChanges(random);
        for (int i = 0; i < QUESTIONS; i++) {
            var question = question(random, changes);
            assertThat(simulated.answer(question))
                    .as("seed %d, question %d", seed, i)
                    .isEqualTo(real.answer(question));
            for (var job : changes.jobs()) {
                assertThat(simulated.answer(each -> each.load(job)))
                        .as("seed %d, after question %d", seed, i)
                        .isEqualTo(real.answer(each -> each.load(job)));
            }
        }
    }

    private static Both.Question question(SplittableRandom random, RandomChanges changes) {
        var manager = MANAGERS.get(random.nextInt(MANAGERS.size()));
        long fence = 1 + random.nextInt(12);
        var time = random.nextInt(3) == 0 ? OVER : LONG;
        switch (random.nextInt(12)) {
            case 0, 1 -> {
                return each -> each.acquire(manager, time);
            }
            case 2 -> {
                return each -> each.leases().renew(manager, fence, time);
            }
            case 3 -> {
                return each -> {
                    each.leases().release(manager, fence);
                    return "released";
                };
            }
            case 4, 5 -> {
                var job = changes.job();
                return each -> each.jobs().accept(job, manager, fence);
            }
            case 7 -> {
                return each -> each.takeover().ours(manager, fence);
            }
            case 6 -> {
                return each -> each.claim(manager, fence);
            }
            default -> {
                JobId job = changes.known();
                boolean isHolder = random.nextInt(8) > 0;
                var batch = changes.changes(job);
                return each -> {
                    var held = each.load(job).map(stored -> stored.fence()).orElse(fence);
                    return each.batches()
                            .commit(RandomChanges.batch(batch, isHolder ? held : held + 1));
                };
            }
        }
    }

    private record Straight() implements SimulatedDatabase.Way {
        @Override
        public <T> T through(SimulatedDatabase.Work<T> work) throws SQLException {
            return work.run();
        }
    }

    private static PGSimpleDataSource fresh(String name) {
        var source = new PGSimpleDataSource();
        source.setUrl(server.createDatabase(name));
        source.setUser(server.user());
        source.setPassword(server.password());
        Flyway.configure().dataSource(source).load().migrate();
        return source;
    }
}
