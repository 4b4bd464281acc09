package dev.codefleet.manager.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.manager.TestDatabase;
import dev.codefleet.manager.TestJobs;
import dev.codefleet.manager.job.Batch;
import dev.codefleet.manager.job.Change;
import dev.codefleet.manager.job.Changes;
import dev.codefleet.manager.job.StoredJob;
import dev.codefleet.manager.job.Stores;
import dev.codefleet.manager.sql.Queries;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class TakeoverTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration OVER = Duration.ofMillis(-1);
    private static final List<Lane> CODE = List.of(Lane.CODE);

    private final TestDatabase database = TestDatabase.fresh();
    private final Stores stores = Stores.of(database.source());
    private final LeaseStore leases = new LeaseStore(database.source());
    private final TakeoverStore store = new TakeoverStore(stores.query());

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void jobsOfAnExpiredOwnerAreClaimedUnderALargerFence() throws SQLException {
        long ours = leases.acquire("manager-1", "http://a", LONG);
        long theirs = leases.acquire("manager-2", "http://b", OVER);
        var job = accept("manager-2", theirs);

        var claimed = store.claim("manager-1", ours, CODE, 10);

        assertThat(claimed).extracting(TakeoverStore.Claimed::job).containsExactly(job);
        assertThat(claimed.getFirst().fence()).isGreaterThan(theirs).isGreaterThan(ours);
        assertThat(stores.jobs().owner(job)).contains("manager-1");
    }

    @Test
    void jobsOfALivingOwnerAreLeftAlone() throws SQLException {
        long ours = leases.acquire("manager-1", "http://a", LONG);
        accept("manager-2", leases.acquire("manager-2", "http://b", LONG));

        assertThat(store.claim("manager-1", ours, CODE, 10)).isEmpty();
    }

    @Test
    void jobsOfOurEarlierLivesAreOursAtOnce() throws SQLException {
        var job = accept("manager-1", leases.acquire("manager-1", "http://a", LONG));
        long ours = leases.acquire("manager-1", "http://a", LONG);

        assertThat(store.claim("manager-1", ours, CODE, 10))
                .extracting(TakeoverStore.Claimed::job)
                .containsExactly(job);
    }

    @Test
    void whatWeHoldIsNotClaimedAgain() throws SQLException {
        leases.acquire("manager-2", "http://b", OVER);
        long ours = leases.acquire("manager-1", "http://a", LONG);
        accept("manager-1", ours);
        accept("manager-2", 1);
        assertThat(store.claim("manager-1", ours, CODE, 10)).hasSize(1);

        assertThat(store.claim("manager-1", ours, CODE, 10)).isEmpty();
    }

    @Test
    void whoeverHasNoLivingLeaseClaimsNothing() throws SQLException {
        accept("manager-2", leases.acquire("manager-2", "http://b", OVER));
        long over = leases.acquire("manager-1", "http://a", OVER);
        assertThat(store.claim("manager-1", over, CODE, 10)).isEmpty();
        long newer = leases.acquire("manager-1", "http://a", LONG);

        assertThat(store.claim("manager-1", over, CODE, 10)).isEmpty();
        assertThat(store.claim("manager-1", newer, CODE, 10)).hasSize(1);
    }

    @Test
    void onlyJobsOfOurLanesAreClaimed() throws SQLException {
        long ours = leases.acquire("manager-1", "http://a", LONG);
        accept("manager-gone", 1);

        assertThat(store.claim("manager-1", ours, List.of(Lane.DOCS, Lane.DATA), 10)).isEmpty();
        assertThat(store.claim("manager-1", ours, List.of(Lane.DOCS, Lane.CODE), 10)).hasSize(1);
    }

    @Test
    void jobsThatHaveEndedAreNotClaimed() throws SQLException {
        long ours = leases.acquire("manager-1", "http://a", LONG);
        var job = accept("manager-gone", 1);
        var batch = new Batch();
        batch.add(Changes.job(job, JobState.QUEUED, JobState.FAILED), 1);
        stores.batches().commit(batch);

        assertThat(store.claim("manager-1", ours, CODE, 10)).isEmpty();
    }

    /** Each time the claimers meet a little differently. */
    @RepeatedTest(2)
    void claimersAtTheSameTimeShareTheJobs() throws Exception {
        int claimers = 8;
        int jobs = 200;
        for (int job = 0; job < jobs; job++) {
            accept("manager-gone", 1);
        }
        var start = new CyclicBarrier(claimers);
        try (var threads = Executors.newFixedThreadPool(claimers)) {
            var claims = new ArrayList<Callable<List<TakeoverStore.Claimed>>>();
            for (int claimer = 0; claimer < claimers; claimer++) {
                var name = "manager-" + claimer;
                long fence = leases.acquire(name, "http://a", LONG);
                claims.add(() -> {
                    start.await();
                    var all = new ArrayList<TakeoverStore.Claimed>();
                    while (all.addAll(store.claim(name, fence, CODE, 3))) {}
                    return all;
                });
            }
            var claimed = new ArrayList<TakeoverStore.Claimed>();
            for (var claim : threads.invokeAll(claims)) {
                claimed.addAll(claim.get());
            }

            assertThat(claimed).extracting(TakeoverStore.Claimed::job).doesNotHaveDuplicates();
            assertThat(claimed).extracting(TakeoverStore.Claimed::fence).doesNotHaveDuplicates();
            assertThat(new HashSet<>(claimed)).hasSize(jobs);
        }
    }

    @Test
    void oneThatAnotherTransactionHoldsIsSkippedAndNotWaitedFor() throws SQLException {
        long ours = leases.acquire("manager-1", "http://a", LONG);
        var locked = accept("manager-gone", 1);
        var free = accept("manager-gone", 1);
        try (var other = database.source().getConnection()) {
            other.setAutoCommit(false);
            try (var statement = other.createStatement()) {
                statement.execute("SELECT id FROM job WHERE id = '" + locked + "' FOR SHARE");
            }

            assertThat(store.claim("manager-1", ours, CODE, 10))
                    .extracting(TakeoverStore.Claimed::job)
                    .containsExactly(free);
            other.rollback();
        }
    }

    @Test
    void aJobIsLoadedAsItWasLeft() throws SQLException {
        var retryAt = TestJobs.NOW.plusSeconds(5);
        var failure = Failure.of(FailureReason.CHECK_FAILED, "x");
        var job = accept("manager-gone", 1);
        var batch = new Batch();
        batch.add(
                new Change.OfJob(
                        job,
                        JobState.QUEUED,
                        JobState.RUNNING,
                        "base1",
                        null,
                        6,
                        0,
                        null,
                        true,
                        null,
                        null),
                1);
        batch.add(Changes.subtask(job, 0, SubtaskState.READY, SubtaskState.SUCCEEDED, 1), 1);
        batch.add(Changes.started(new AttemptId(job, "a", 1), 1), 1);
        batch.add(
                new Change.OfSubtask(
                        job,
                        1,
                        "b",
                        SubtaskState.PENDING,
                        SubtaskState.READY,
                        1,
                        1,
                        2,
                        retryAt,
                        null,
                        failure),
                1);
        batch.add(Changes.subtask(job, 2, SubtaskState.PENDING, SubtaskState.RUNNING, 2), 1);
        batch.add(Changes.started(new AttemptId(job, "c", 2), 1), 1);
        batch.add(Changes.logged(job, 41, "x"), 1);
        stores.batches().commit(batch);
        batch = new Batch();
        batch.add(Changes.succeeded(new AttemptId(job, "a", 1), null), 1);
        batch.add(Changes.running(new AttemptId(job, "c", 2)), 1);
        stores.batches().commit(batch);

        var stored = claimed().getFirst();

        assertThat(stored.state()).isEqualTo(JobState.RUNNING);
        assertThat(stored.files().base()).isEqualTo("base1");
        assertThat(stored.standing().slots()).isEqualTo(6);
        assertThat(stored.standing().workMs()).isEqualTo(100);
        assertThat(stored.standing().cancelRequested()).isTrue();
        assertThat(stored.standing().lastSeq()).isEqualTo(41);
        assertThat(stored.standing().finalAttempts()).isZero();
        assertThat(stored.subtasks())
                .extracting(StoredJob.StoredSubtask::state)
                .containsExactly(SubtaskState.SUCCEEDED, SubtaskState.READY, SubtaskState.RUNNING);
        assertThat(stored.subtasks().get(0).spec()).isEqualTo(TestJobs.subtask("a"));
        var waiting = stored.subtasks().get(1);
        assertThat(waiting.notBefore()).isEqualTo(retryAt);
        assertThat(waiting.failures()).isEqualTo(1);
        assertThat(waiting.losses()).isEqualTo(2);
        assertThat(waiting.failure()).isEqualTo(failure);
        assertThat(stored.openAttempts())
                .containsExactly(
                        new StoredJob.OpenAttempt(
                                new AttemptId(job, "c", 2),
                                "programmer-1",
                                AttemptState.RUNNING,
                                TestJobs.NOW));
    }

    @Test
    void aClaimedJobThatCouldNotBeTakenUpIsTakenUpByTheNextRun() throws SQLException {
        long ours = leases.acquire("manager-1", "http://a", LONG);
        var first = accept("manager-gone", 1);
        var second = accept("manager-gone", 1);
        var takeover = new Takeover(store, stores.stored());
        var taken = new ArrayList<JobId>();
        takeover.run(
                "manager-1",
                ours,
                CODE,
                _ -> {
                    throw new SQLException("database away");
                });
        assertThat(stores.jobs().owner(first)).contains("manager-1");

        takeover.run("manager-1", ours, CODE, job -> taken.add(job.id()));
        takeover.run("manager-1", ours, CODE, job -> taken.add(job.id()));

        assertThat(taken).containsExactlyInAnyOrder(first, second);
    }

    @Test
    void oneThatCannotBeReadKeepsNoOtherFromBeingTakenUp() throws SQLException {
        long ours = leases.acquire("manager-1", "http://a", LONG);
        var unreadable = accept("manager-gone", 1);
        var other = accept("manager-gone", 1);
        database.execute(
                "UPDATE subtask SET spec = '{\"limits\": 7}' WHERE job = '" + unreadable + "'");
        var taken = new ArrayList<JobId>();

        new Takeover(store, stores.stored())
                .run("manager-1", ours, CODE, job -> taken.add(job.id()));

        assertThat(taken).containsExactly(other);
    }

    @Test
    void jobsThatWereClaimedWithoutAnAnswerAreTakenUpByTheNextRun() throws SQLException {
        long ours = leases.acquire("manager-1", "http://a", LONG);
        var held = accept("manager-gone", 1);
        store.claim("manager-1", ours, CODE, 1);
        var missed = accept("manager-gone", 1);
        var takeover = new Takeover(new Unheard(stores.query()), stores.stored());
        var taken = new ArrayList<JobId>();
        var taker =
                new Takeover.Taker() {
                    @Override
                    public void take(StoredJob job) {
                        taken.add(job.id());
                    }

                    @Override
                    public boolean holds(JobId job) {
                        return job.equals(held);
                    }
                };
        takeover.run("manager-1", ours, CODE, taker);
        assertThat(stores.jobs().owner(missed)).contains("manager-1");
        assertThat(taken).isEmpty();

        takeover.run("manager-1", ours, CODE, taker);

        assertThat(taken).containsExactly(missed);
    }

    /** Of a database that does what it is asked and loses its first answer. */
    private static final class Unheard extends TakeoverStore {
        private boolean isHeard;

        Unheard(Queries query) {
            super(query);
        }

        @Override
        List<Claimed> claim(String manager, long fence, Collection<Lane> lanes, int limit)
                throws SQLException {
            var claimed = super.claim(manager, fence, lanes, limit);
            if (!isHeard) {
                isHeard = true;
                throw new SQLException("the connection is gone");
            }
            return claimed;
        }
    }

    @Test
    void oneThatAnotherManagerTookMeanwhileIsNotTakenUp() throws SQLException {
        long ours = leases.acquire("manager-1", "http://a", LONG);
        var job = accept("manager-gone", 1);
        var takeover = new Takeover(store, stores.stored());
        takeover.run(
                "manager-1",
                ours,
                CODE,
                _ -> {
                    throw new SQLException("database away");
                });
        leases.release("manager-1", ours);
        long theirs = leases.acquire("manager-2", "http://b", LONG);
        assertThat(store.claim("manager-2", theirs, CODE, 1))
                .extracting(TakeoverStore.Claimed::job)
                .containsExactly(job);
        var taken = new ArrayList<JobId>();

        takeover.run("manager-1", ours, CODE, stored -> taken.add(stored.id()));

        assertThat(taken).isEmpty();
    }

    private List<StoredJob> claimed() throws SQLException {
        var jobs = new ArrayList<StoredJob>();
        new Takeover(store, stores.stored())
                .run("manager-1", leases.acquire("manager-1", "http://a", LONG), CODE, jobs::add);
        return jobs;
    }

    private JobId accept(String owner, long fence) throws SQLException {
        var job =
                TestJobs.job(
                        TestJobs.subtask("a"),
                        TestJobs.subtask("b", "a"),
                        TestJobs.subtask("c", "a"));
        stores.jobs().accept(job, owner, fence);
        return job.id();
    }
}
