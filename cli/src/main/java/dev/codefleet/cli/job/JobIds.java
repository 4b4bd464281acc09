package dev.codefleet.cli.job;

import dev.codefleet.contract.job.JobId;
import dev.codefleet.gatewayclient.CommandFailed;

/** Job ids as people type them. */
public final class JobIds {
    private JobIds() {}

    /**
     * @throws CommandFailed if the text is no job id
     */
    public static JobId parse(String text) {
        try {
            return new JobId(text);
        } catch (IllegalArgumentException e) {
            throw CommandFailed.usage(
                    "'" + text + "' is no job id.", "'./codefleet jobs' lists the jobs.");
        }
    }
}
