package dev.codefleet.programmer;

import dev.codefleet.programmer.execute.NetworkMode;
import dev.codefleet.programmer.execute.SandboxMode;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of a programmer. */
@ConfigMapping(prefix = "codefleet.programmer")
public interface ProgrammerConfig {

    /** Attempts that run at once. */
    @WithDefault("2")
    int slots();

    /**
     * The directory of this process alone: spool, workspaces, mirrors. Also by {@code
     * CODEFLEET_HOME}.
     */
    Path home();

    /** Whether attempts run in bubblewrap: required, preferred or none. */
    @WithDefault("preferred")
    SandboxMode sandbox();

    /**
     * The network of attempts: full, which is what the machine reaches; restricted, which is what
     * the programmer's proxy lets through; or none. The last two have a loopback interface of their
     * own. A start is refused where they cannot be held.
     */
    @WithDefault("full")
    NetworkMode network();

    /**
     * What attempts reach in network restricted: hosts such as {@code example.org}, {@code
     * *.example.org} for all below one, each at ports 80 and 443 or with its own ({@code :8443});
     * packages for the hosts that common package managers use; public for all.
     */
    @WithDefault("packages")
    List<String> egressHosts();

    /**
     * What attempts reach in network restricted although its address is private or the machine's
     * own, each with its port: {@code nexus.example.org:8081}, {@code 10.1.2.0/24:443}, {@code
     * [fd00::/8]:443}. A network counts for hosts that are in egress-hosts, or given as addresses.
     */
    Optional<List<String>> egressPrivate();

    /** Connections through the proxy that one attempt may have at once. */
    @WithDefault("128")
    int egressMaxConnections();

    /** Bytes that one attempt may send and receive through the proxy; 0 for no limit. */
    @WithDefault("10737418240")
    long egressMaxBytes();

    /** How long nothing may pass through a connection of the proxy. */
    @WithDefault("PT5M")
    Duration egressIdle();

    /** How long a connection of the proxy may last. */
    @WithDefault("PT1H")
    Duration egressMaxTime();

    /**
     * Names of own variables that attempts get as well. Whatever is in them is known to every plan.
     */
    @WithDefault("JAVA_HOME")
    List<String> environment();

    /** What attempts may read in the sandbox besides the system and the directory of JAVA_HOME. */
    Optional<List<Path>> readOnlyPaths();

    /** How long an executor or check may print nothing. */
    @WithDefault("PT5M")
    Duration stalledAfter();

    /** How often the stream of an attempt shows that it is still going. */
    @WithDefault("PT2S")
    Duration beatInterval();

    /** How long running attempts may go on after SIGTERM. */
    @WithDefault("PT20S")
    Duration grace();

    /**
     * How long the processes of an attempt may go on after SIGTERM when it is cancelled, takes too
     * long, has stalled, or is stopped with the programmer; then they are killed. A plan may say
     * less ({@code limits.grace}), not more. At most PT5M. Attempts that are cut off have none.
     */
    @WithDefault("PT5S")
    Duration terminationGrace();

    /**
     * How long whatever runs this programmer lets it go on after SIGTERM before it kills it. If it
     * is said, a start is refused where the times after SIGTERM would not fit in.
     */
    Optional<Duration> stopWithin();

    /** How long an attempt goes on that no manager follows, while the registries are heard. */
    @WithDefault("PT2M")
    Duration unwantedAfter();

    /**
     * Bytes of memory, files apart, that the processes of an executor or check may take together,
     * as a look each second finds it; 0 for no limit. By default three quarters of the memory and
     * swap of the machine or container.
     */
    Optional<Long> attemptMaxMemoryBytes();

    /**
     * Processes and threads that an executor or check may have together, as a look each second
     * finds it; 0 for no limit.
     */
    @WithDefault("8192")
    long attemptMaxProcesses();

    /**
     * Bytes that an attempt's files may take, as a look each second finds it, or a rarer one where
     * there are many; 0 for no limit.
     */
    @WithDefault("10737418240")
    long attemptMaxBytes();

    /** Bytes of data that one process of an attempt may have; 0 for no limit. */
    @WithDefault("0")
    long processMaxMemoryBytes();

    /**
     * Processes and threads of the programmer's user at which attempts can start no more; 0 for no
     * limit. The kernel exempts root.
     */
    @WithDefault("0")
    long processesMax();

    /** Time of the processor that one process of an attempt may use; zero for no limit. */
    @WithDefault("PT0S")
    Duration processMaxCpu();

    /** Bytes that one file may get while a process of an attempt writes it; 0 for no limit. */
    @WithDefault("10737418240")
    long fileMaxBytes();

    /** Bytes that /dev/shm of an executor or check takes in the sandbox; 0 for no limit. */
    @WithDefault("1073741824")
    long sharedMemoryMaxBytes();

    /** Bytes of all mirrors of repositories; the longest unused go first. */
    @WithDefault("21474836480")
    long cacheMaxBytes();

    /**
     * Bytes of contents of Git LFS that are fetched at once from a repository's LFS server; 0 to
     * fetch none. Above it the files are pointers in the tree.
     */
    @WithDefault("1073741824")
    long lfsMaxBytes();

    /** How long to wait for somebody else's fetch of the same repository. */
    @WithDefault("PT10M")
    Duration cacheLockTimeout();

    /** Bytes of one order. */
    @WithDefault("16777216")
    long orderMaxBytes();

    /** Bytes of one uploaded bundle. */
    @WithDefault("1073741824")
    long bundleMaxBytes();

    /** Bytes of all uploaded bundles; the longest unused go first. */
    @WithDefault("4294967296")
    long bundlesMaxTotalBytes();

    /** How long an uploaded bundle is kept after its last use. */
    @WithDefault("PT6H")
    Duration bundleMaxAge();

    /** Log lines per second of one attempt that are sent on; the whole log has them all. */
    @WithDefault("1000")
    int logLinesPerSecond();

    /**
     * Bytes of an attempt's whole log, before it is compressed: of more, the first half and the
     * last quarter at least are kept. It is on disk until the report is acknowledged. At least
     * 65536.
     */
    @WithDefault("16777216")
    long logMaxBytes();

    /** Log lines of a running attempt that are kept for readers that come later. */
    @WithDefault("5000")
    int replayMaxLines();

    /** Reports that may wait for their acknowledgement before no more orders are taken. */
    @WithDefault("5000")
    int spoolMaxReports();

    /** Jobs whose highest fence is remembered. */
    @WithDefault("10000")
    int fencesMaxJobs();

    /** Streams that may be open at once. */
    @WithDefault("2000")
    int streamsMax();
}
