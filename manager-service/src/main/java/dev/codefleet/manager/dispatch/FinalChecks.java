package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.plan.Executor;
import dev.codefleet.contract.plan.Limits;
import java.time.Duration;

/** How a plan's final checks run: as attempts of a reserved key, on the merged head. */
final class FinalChecks {
    /** No subtask of a plan may have this key. */
    static final String KEY = "final-checks";

    static final int PRIORITY = 1;
    static final Executor EXECUTOR = new Executor.None();
    static final Limits LIMITS = new Limits(Duration.ofHours(1), 1, 1, null, null, null);

    private FinalChecks() {}
}
