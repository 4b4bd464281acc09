package dev.codefleet.cli.job;

import dev.codefleet.contract.job.JobId;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.Invocation;

/** Job ids as people type them. */
public final class JobIds {
    private JobIds() {}

    /**
     * Reads the id of a job.
     *
     * @param again how the jobs of the same fleet are listed
     * @throws CommandFailed if the text is no job id
     */
    public static JobId parse(String text, Invocation again) {
        try {
            return new JobId(text);
        } catch (IllegalArgumentException _) {
            throw CommandFailed.usage(
                    "'" + text + "' is no job id.", "'" + again.of("jobs") + "' lists the jobs.");
        }
    }
}
