package dev.codefleet.cli.job;

import dev.codefleet.cli.terminal.Invocation;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.gatewayclient.CommandFailed;

/** Job ids as people type them. */
public final class JobIds {
    private JobIds() {}

    /**
     * @param again how the jobs of the same fleet are listed
     * @throws CommandFailed if the text is no job id
     */
    public static JobId parse(String text, Invocation again) {
        try {
            return new JobId(text);
        } catch (IllegalArgumentException e) {
            throw CommandFailed.usage(
                    "'" + text + "' is no job id.", "'" + again.of("jobs") + "' lists the jobs.");
        }
    }
}
