package dev.codefleet.plan;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Pattern;

/** The bounds of plans. The published JSON schema names the same figures. */
final class PlanBounds {
    /** Of a plan's text, and of all its subtasks together once the defaults are applied. */
    static final int PLAN_CHARACTERS = 64 << 20;

    static final int NESTING = 32;
    static final int ALIASES = 1_000;
    static final int YAML_NODES = 8_000_000;

    static final int SUBTASKS = 100_000;
    static final int DEPENDENCIES = 1_000_000;
    static final int CHECKS = 50;
    static final int FILES = 1_000;
    static final int ARGUMENTS = 1_000;
    static final int SUGGESTIONS = 100;

    static final int TITLE_CHARACTERS = 200;
    static final int NAME_CHARACTERS = 200;
    static final int FILE_CHARACTERS = 1_000;
    static final int CHECK_CHARACTERS = 16_384;
    static final int TEXT_CHARACTERS = 65_536;

    static final Pattern KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

    /** The key under which a job's final checks run. */
    static final String FINAL_CHECKS_KEY = "final-checks";

    static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(1);
    static final Duration LONGEST_TIMEOUT = Duration.ofDays(1);
    static final Duration LONGEST_GRACE = Duration.ofMinutes(5);

    /** Of a whole job. */
    static final Duration JOB_TIMEOUT = Duration.ofDays(1);

    static final Duration LONGEST_JOB_TIMEOUT = Duration.ofDays(30);
    static final int ROUNDS = 20;
    static final long TOKENS = 1_000_000_000_000L;
    static final BigDecimal COST_USD = new BigDecimal(1_000_000);
    static final int COST_DECIMALS = 6;

    static final int FIRST_PRIORITY = 1;
    static final int LAST_PRIORITY = 5;
    static final int WORKERS = 100_000;

    private PlanBounds() {}
}
