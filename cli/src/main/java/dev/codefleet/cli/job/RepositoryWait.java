package dev.codefleet.cli.job;

import dev.codefleet.cli.terminal.Timestamps;
import dev.codefleet.contract.job.JobEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The event that a job waits for its repository, whose server cannot be reached for the moment.
 *
 * @param since when that was first found
 * @param failure what was found last
 * @param again when it is tried next; null if that is not known
 */
public record RepositoryWait(Instant since, String failure, @Nullable Instant again) {

    /**
     * The wait as it is after an event of the job.
     *
     * @param before null if the job did not wait
     * @return null if it does not wait now
     */
    public static @Nullable RepositoryWait after(@Nullable RepositoryWait before, JobEvent event) {
        var body = new EventBody(event.body());
        return switch (body.what()) {
            case "repository" ->
                    "UNREACHABLE".equals(body.text("state"))
                            ? new RepositoryWait(
                                    before == null ? event.at() : before.since(),
                                    body.failure(),
                                    body.time("not_before"))
                            : null;
            // It goes on, or has ended. An order says nothing of what else of it waits.
            case "job" -> null;
            default -> before;
        };
    }

    /** A whole sentence for people. */
    public String text() {
        var next = again == null ? "" : " It is tried again at " + Timestamps.text(again) + ".";
        return "The repository cannot be reached since "
                + Timestamps.text(since)
                + ": "
                + failure
                + (failure.endsWith(".") ? "" : ".")
                + next;
    }
}
