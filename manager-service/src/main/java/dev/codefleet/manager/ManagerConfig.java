package dev.codefleet.manager;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings of a manager, beside those of every agent. Each can be set by its environment variable.
 */
@ConfigMapping(prefix = "codefleet.manager")
public interface ManagerConfig {
    /**
     * Where the manager keeps its repositories. They are a cache: all can be fetched or restored
     * again.
     */
    @WithDefault("${codefleet.home:${HOME:${user.home}}/.codefleet/manager}/git")
    Path gitDirectory();

    /**
     * The most jobs that it holds at once; more are refused with 503, so that the gateway asks
     * another manager.
     */
    @WithDefault("1000")
    int maxJobs();

    /**
     * The most jobs of one key that it holds at once, so that one caller's jobs leave room for
     * those of others; more are refused with 429. Zero is no limit. Jobs of nobody are not counted.
     */
    @WithDefault("500")
    int maxJobsPerCaller();

    /** The most subtasks of all jobs that it holds at once. */
    @WithDefault("500000")
    int maxSubtasks();

    /**
     * How long a job's subtasks wait for a programmer that could take them (its lane, its
     * executor), before they fail; zero for ever. Busy slots do not count.
     */
    @WithDefault("PT1H")
    Duration unschedulableTimeout();

    /**
     * Milliseconds after which a repository whose server is away is asked for the second time; each
     * further wait is twice as long. 1 to 3600000.
     */
    @WithDefault("1000")
    long repositoryFirstWaitMs();

    /**
     * Milliseconds that such a wait is at most. No less than {@link #repositoryFirstWaitMs}, and at
     * most 3600000.
     */
    @WithDefault("30000")
    long repositoryLongestWaitMs();

    /**
     * How often a repository whose server is away is asked in all, before the job fails. 1 to 1000.
     */
    @WithDefault("9")
    int repositoryMaxTries();

    /** Bytes of one uploaded repository. A larger one is refused with 413. */
    @WithDefault("268435456")
    long repositoryMaxBytes();

    /** Bytes of all uploaded repositories, in the database. A further one is refused with 507. */
    @WithDefault("21474836480")
    long repositoriesMaxTotalBytes();

    /** Bytes of uploaded repositories on this manager's disk; the longest unused go first. */
    @WithDefault("2147483648")
    long repositoriesMaxBytesOnDisk();

    /**
     * Days for which a job is kept after its end, with its subtasks, attempts, logs, messages and
     * result; 0 keeps it for ever.
     */
    @WithDefault("30")
    int endedJobsMaxAgeDays();

    /** The most ended jobs that are kept, the newest ones; 0 keeps any number. */
    @WithDefault("100000")
    int endedJobsMaxCount();

    /** How long an uploaded repository is kept after its last use by a job or an upload. */
    @WithDefault("P30D")
    Duration repositoryMaxAge();

    /**
     * Bytes of all whole logs of attempts, compressed, in the database; the oldest go first. The
     * shortened log stays with its attempt.
     */
    @WithDefault("1073741824")
    long logsMaxTotalBytes();
}
