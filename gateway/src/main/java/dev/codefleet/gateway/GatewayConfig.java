package dev.codefleet.gateway;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * Settings of a gateway; each is also an environment variable, such as {@code
 * CODEFLEET_GATEWAY_MAX_STREAMS}.
 */
@ConfigMapping(prefix = "codefleet.gateway")
public interface GatewayConfig {
    /** Largest body of {@code POST /v1/jobs}, in bytes. A larger one is refused with 413. */
    @WithDefault("67108864")
    long maxBodyBytes();

    /**
     * Bodies up to this size wait in memory while managers are tried, larger ones in a temporary
     * file.
     */
    @WithDefault("32768")
    int maxBodyBytesInMemory();

    /** Bytes that the temporary files may take together. A body beyond is refused with 503. */
    @WithDefault("1073741824")
    long maxSpooledBytes();

    /** Submissions in progress at once. A further one is refused with 503. */
    @WithDefault("500")
    int maxSubmissions();

    /**
     * Largest uploaded repository, in bytes; the server's own limit, so no less than {@link
     * #maxBodyBytes}. A larger one is refused with 413.
     */
    @WithDefault("268435456")
    long maxRepositoryBytes();

    /** Bytes that repositories may take together on their way. One beyond is refused with 503. */
    @WithDefault("1073741824")
    long maxSpooledRepositoryBytes();

    /**
     * Time in which a client must have sent a repository, and a manager must have stored it after
     * that.
     */
    @WithDefault("PT10M")
    Duration repositoryTimeout();

    /** Time in which a client must have sent its body. A slower one is refused with 408. */
    @WithDefault("PT1M")
    Duration bodyTimeout();

    /** Streams (events, logs, patches, bundles) open at once. A further one is refused with 503. */
    @WithDefault("1000")
    int maxStreams();

    /**
     * Streams that one caller (a key, or without an access file an address) may have open at once;
     * 0 is no limit. A further one is refused with 429, as for the next three.
     */
    @WithDefault("200")
    int maxStreamsPerCaller();

    /** Other requests that one caller may have under way at once; 0 is no limit. */
    @WithDefault("200")
    int maxRequestsPerCaller();

    /** Requests that one caller may make in a second, streams included; 0 is no limit. */
    @WithDefault("2000")
    int maxRequestsPerSecondPerCaller();

    /** Repositories that one caller may be uploading at once; 0 is no limit. */
    @WithDefault("16")
    int maxUploadsPerCaller();

    /** Tries of a request, over all managers. Each try carries the same idempotency key. */
    @WithDefault("3")
    int maxTries();

    /** Time to connect to a manager or registry. */
    @WithDefault("PT1S")
    Duration connectTimeout();

    /** Time in which a manager must begin its answer to a submission. */
    @WithDefault("PT30S")
    Duration submitTimeout();

    /** Time in which a manager must begin its answer to anything else. */
    @WithDefault("PT10S")
    Duration answerTimeout();

    /**
     * Time without a byte after which an answer that has begun is cut off; longer than the
     * managers' keep-alives.
     */
    @WithDefault("PT1M")
    Duration maxSilence();

    /** Connections to one manager for everything but streams. */
    @WithDefault("256")
    int connectionsPerManager();

    /** Requests that may wait for one of those connections. */
    @WithDefault("1000")
    int maxWaitingRequests();

    /** Time in which a registry must answer the health probe behind {@code GET /v1/fleet}. */
    @WithDefault("PT1S")
    Duration probeTimeout();

    /** How long the answer of a probe is used. */
    @WithDefault("PT1S")
    Duration probeAge();

    /** What refused clients are told to wait, in whole seconds. */
    @WithDefault("PT1S")
    Duration retryAfter();
}
