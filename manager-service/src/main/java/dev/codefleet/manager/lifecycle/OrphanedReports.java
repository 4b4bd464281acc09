package dev.codefleet.manager.lifecycle;

import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.agent.AgentView;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.manager.dispatch.JobManager;
import dev.codefleet.manager.job.SettledAttemptStore;
import dev.codefleet.manager.programmers.ProgrammerAddress;
import dev.codefleet.registryclient.view.Directory;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Lets programmers forget reports that nobody waits for: of attempts that were given up before
 * their reports came, and of those whose acknowledgement died with a manager. Without this they
 * would fill the spool until the programmer takes no more orders.
 *
 * <p>What is settled is in the rows, which all managers share, so any of them may say it. One
 * programmer is asked per second, however many there are.
 */
@Singleton
class OrphanedReports {
    private static final Logger LOG = Logger.getLogger(OrphanedReports.class);
    private static final int MOST_AT_ONCE = 500;
    private static final int ANSWER_SECONDS = 5;

    private final JobManager jobs;
    private final Directory directory;
    private final SettledAttemptStore settled;
    private int turn;

    OrphanedReports(JobManager jobs, Directory directory, SettledAttemptStore settled) {
        this.jobs = jobs;
        this.directory = directory;
        this.settled = settled;
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() throws InterruptedException {
        var alive =
                directory.current().ofKind(AgentKind.PROGRAMMER).stream()
                        .filter(one -> one.liveness() == Liveness.ALIVE)
                        .toList();
        if (!alive.isEmpty()) {
            turn = (turn + 1) % alive.size();
            look(alive.get(turn));
        }
    }

    private void look(AgentView programmer) throws InterruptedException {
        var address = ProgrammerAddress.of(programmer);
        try {
            var kept =
                    jobs.keptReports(address)
                            .toCompletionStage()
                            .toCompletableFuture()
                            .get(ANSWER_SECONDS, TimeUnit.SECONDS);
            var asked = kept.subList(0, Math.min(MOST_AT_ONCE, kept.size()));
            var over = asked.isEmpty() ? List.<AttemptId>of() : settled.of(asked);
            over.forEach(attempt -> jobs.acknowledgeLater(address, attempt));
        } catch (ExecutionException | TimeoutException | SQLException away) {
            LOG.debugf("reports are looked at later: agent=%s cause=%s", programmer.id(), away);
        }
    }
}
