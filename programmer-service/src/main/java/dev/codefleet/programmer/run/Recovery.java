package dev.codefleet.programmer.run;

import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.programmer.execute.ProcessRunner;
import dev.codefleet.programmer.report.AttemptProgress;
import dev.codefleet.programmer.report.Receipts;
import dev.codefleet.programmer.spool.Spool;
import dev.codefleet.programmer.workspace.AttemptDirectory;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/** Ends and reports the attempts that an earlier process of this programmer has begun. */
public final class Recovery {
    private static final Logger LOG = Logger.getLogger(Recovery.class);

    /** The number of the last event is gone with the process; a reader's number is below this. */
    private static final long AFTER_ALL_EVENTS = 1_000_000_000L;

    private final Path directory;
    private final Spool spool;
    private final ProcessRunner processes;
    private final Receipts receipts;
    private final InstantSource clock;

    public Recovery(
            Path directory,
            Spool spool,
            ProcessRunner processes,
            Receipts receipts,
            InstantSource clock) {
        this.directory = directory;
        this.spool = spool;
        this.processes = processes;
        this.receipts = receipts;
        this.clock = clock;
    }

    /** To be called before the first order is taken. */
    public void run() throws IOException {
        for (var begun : spool.interrupted()) {
            var attempt = begun.order().attempt();
            if (!processes.killRemains(attempt)) {
                LOG.errorf("A process of an earlier life cannot be killed: attempt=%s", attempt);
            }
            delete(AttemptDirectory.of(attempt, directory));
            spool.finish(new Spool.Finished(AFTER_ALL_EVENTS, lost(begun)));
            LOG.infof("An attempt was cut off by the end of its process: attempt=%s", attempt);
        }
        deleteRemains();
    }

    /** An attempt's report is kept before its files are deleted: the end may come in between. */
    private void deleteRemains() {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (var remains = Files.newDirectoryStream(directory)) {
            for (var one : remains) {
                delete(new AttemptDirectory(one));
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warnf(e, "The files of earlier attempts cannot be listed: %s", directory);
        }
    }

    /** Files that stay take space, and keep no programmer from its work. */
    private static void delete(AttemptDirectory files) {
        try {
            files.delete();
        } catch (IOException e) {
            LOG.warnf(e, "The files of an earlier attempt cannot be deleted: %s", files.root());
        }
    }

    private Report lost(Spool.Begun begun) {
        var failure =
                Failure.of(
                        FailureReason.PROGRAMMER_LOST,
                        "The programmer's process ended while the attempt ran.");
        var took = Duration.between(begun.startedAt(), clock.instant());
        return receipts.report(
                begun.order(),
                new AttemptProgress(),
                failure,
                begun.startedAt(),
                took.isNegative() ? Duration.ZERO : took,
                "");
    }
}
