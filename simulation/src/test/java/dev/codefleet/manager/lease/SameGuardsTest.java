package dev.codefleet.manager.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.job.RandomChanges;
import dev.codefleet.manager.job.SimulatedDatabase;
import dev.codefleet.postgres.EmbeddedPostgres;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulated database answers as PostgreSQL does, whatever managers ask of it. */
class SameGuardsTest {
    private static final int QUESTIONS = 300;
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

    /** One for 250 of the simulation's own. */
    static IntStream seeds() {
        return IntStream.rangeClosed(
                1, Math.clamp(Integer.getInteger("simulation.seeds", 2_000) / 250, 1, 8));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theSameQuestionsHaveTheSameAnswers(int seed) throws SQLException {
        try (var database = fresh("same_" + seed)) {
            compare(seed, Both.real(database));
        }
    }

    private static void compare(int seed, Both real) throws SQLException {
        var random = new SplittableRandom(seed);
        var simulated =
                Both.simulated(new SimulatedDatabase(() -> 0, new Straight(), (_, _, _) -> {}));
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
        long fence = 1L + random.nextInt(12);
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

    private static AgroalDataSource fresh(String name) throws SQLException {
        var url = server.createDatabase(name);
        var source =
                AgroalDataSource.from(
                        new AgroalDataSourceConfigurationSupplier()
                                .connectionPoolConfiguration(pool ->
                                        pool.maxSize(2)
                                                .connectionFactoryConfiguration(factory ->
                                                        factory.jdbcUrl(url)
                                                                .principal(
                                                                        new NamePrincipal(
                                                                                server.user()))
                                                                .credential(
                                                                        new SimplePassword(
                                                                                server
                                                                                        .password())))));
        Flyway.configure().dataSource(source).load().migrate();
        return source;
    }
}
