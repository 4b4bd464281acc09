package dev.codefleet.manager.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.engine.Committer;
import dev.codefleet.manager.job.Batch;
import dev.codefleet.manager.job.Changes;
import dev.codefleet.manager.job.Stores;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator reads when the database has no room. */
class FullDiskTest {
    private static final Logger LOG = Logger.getLogger(Committer.class.getName());
    private static final int TRIES = 50;

    private final List<String> lines = new ArrayList<>();
    private final Handler handler =
            new Handler() {
                @Override
                public void publish(LogRecord line) {
                    lines.add(new SimpleFormatter().formatMessage(line));
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    @BeforeEach
    void listen() {
        LOG.addHandler(handler);
    }

    @AfterEach
    void leave() {
        LOG.removeHandler(handler);
    }

    @Test
    void aFullDiskIsNamedOnceHoweverOftenABatchIsTried() {
        var committer =
                new Committer(
                        Stores.of(full()).batches(), () -> true, (job, fence) -> {}, error -> {});
        var batch = new Batch();
        batch.add(Changes.logged(new JobId("job1"), 1, "x"), 1);
        committer.offer(batch, () -> {});

        for (var tries = 0; tries < TRIES; tries++) {
            assertThat(committer.step()).isFalse();
        }

        assertThat(lines)
                .singleElement()
                .asString()
                .contains("the database's disk is full", "No space left on device");
    }

    private static DataSource full() {
        return (DataSource)
                Proxy.newProxyInstance(
                        FullDiskTest.class.getClassLoader(),
                        new Class<?>[] {DataSource.class},
                        (proxy, method, arguments) -> {
                            throw new SQLException(
                                    "could not extend file \"base/1/2\": No space left on device",
                                    "53100");
                        });
    }
}
