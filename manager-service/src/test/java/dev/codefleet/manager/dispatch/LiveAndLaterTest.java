package dev.codefleet.manager.dispatch;

import static dev.codefleet.manager.TestJobs.subtask;
import static dev.codefleet.manager.dispatch.TestRoom.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.manager.TestJobs;
import dev.codefleet.support.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveAndLaterTest {
    @TempDir private Path directory;

    private TestSite site;

    @BeforeEach
    void open() {
        site = new TestSite(directory);
        site.room.see(site.programmer("programmer-1", 2).view(1));
    }

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    @Test
    void anEntryIsTheSameBytesWhenItIsToldAndWhenItIsReadLater() throws Exception {
        List<JobEvent> told = new CopyOnWriteArrayList<>();
        var good = TestJobs.job(subtask("a"), subtask("b", "a"));
        site.room.events.follow(good.id(), told::add);
        assertThat(await(site.room.submit(good))).isEqualTo(JobState.SUCCEEDED);
        // One with failures in its entries.
        var bad = TestJobs.jobOn(directory.resolve("gone").toString(), subtask("a"));
        site.room.events.follow(bad.id(), told::add);
        assertThat(await(site.room.submit(bad))).isEqualTo(JobState.FAILED);

        var views = site.room.stores.views();
        var later = new java.util.ArrayList<>(views.events(good.id(), 0, 1_000));
        later.addAll(views.events(bad.id(), 0, 1_000));

        assertThat(told).hasSizeGreaterThan(5);
        assertThat(told.stream().map(Json::text))
                .isEqualTo(later.stream().map(Json::text).toList());
        assertThat(told.getFirst().at().getNano() % 1_000).isZero();
        assertThat(told).anySatisfy(entry -> assertThat(entry.body()).containsKey("failure"));
    }
}
