package dev.codefleet.registryclient;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.identity.SigningKeys;
import dev.codefleet.registryclient.view.Directory;
import dev.codefleet.web.StartCheck;
import dev.codefleet.web.Ticker;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServerStart;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.PrivateKey;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/**
 * Makes announcer and directory beans of a service. The directory begins to watch when it is first
 * injected.
 */
@Singleton
class RegistryClients {
    private static final Logger LOG = Logger.getLogger(RegistryClients.class);
    private static final long LEAVE_TIMEOUT_SECONDS = 3;
    private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s/?#]+(/[^\\s?#]*)?");

    /** After all observers of the service itself, which may still have work to announce. */
    private static final int LAST = 10_000;

    private final AnnouncerConfig config;
    private final Instance<AgentStatus> agent;
    private final Instance<Announcer> announcer;
    private final Instance<PeerProofs> proofs;

    @Inject
    RegistryClients(
            AnnouncerConfig config,
            Instance<AgentStatus> agent,
            Instance<Announcer> announcer,
            Instance<PeerProofs> proofs) {
        this.config = config;
        this.agent = agent;
        this.announcer = announcer;
        this.proofs = proofs;
    }

    @Produces
    @Singleton
    @DefaultBean
    static Announcer announcer(
            AnnouncerConfig config,
            Vertx vertx,
            Ticker ticker,
            RandomGenerator random,
            PeerProofs proofs) {
        return new Announcer(config.registries(), vertx, ticker, random, proofs.enrolment());
    }

    @Produces
    @Singleton
    @DefaultBean
    static PeerProofs proofs(
            AnnouncerConfig config, Instance<AgentIdentity> identity, InstantSource clock) {
        var key = config.enrolmentKey();
        if (key.isEmpty() || !identity.isResolvable()) {
            return PeerProofs.none();
        }
        return new PeerProofs(
                AgentEnrolment.of(
                        identity.get().name(),
                        StartCheck.made(() -> requireEnrolmentKey(key.get())),
                        config.identityDirectory(),
                        clock));
    }

    @Produces
    @Singleton
    @DefaultBean
    static Directory directory(AnnouncerConfig config, Vertx vertx, RandomGenerator random) {
        return new WatchedDirectory(config.registries(), vertx, random);
    }

    static void close(@Disposes Directory directory) {
        if (directory instanceof WatchedDirectory watched) {
            watched.close();
        }
    }

    void check(@Observes @Priority(StartCheck.FIRST) StartupEvent event) {
        StartCheck.made(() -> {
            config.id().ifPresent(RegistryClients::requireId);
            config.url().ifPresent(url -> requireAddress("CODEFLEET_URL", url));
            config.registries().forEach(url -> requireAddress("CODEFLEET_REGISTRIES", url));
            // An empty one must not make an agent that proves nothing, without a word.
            if (config.enrolmentKey().isEmpty()
                    && (EnrolmentList.isSet("codefleet.enrolment-key")
                            || EnrolmentList.isSet("codefleet.enrolment-key-file"))) {
                throw new IllegalArgumentException(
                        enrolmentKeySetting()
                                + "is empty. Make one with 'openssl genpkey -algorithm ed25519',"
                                + " or leave the variable out for an agent that proves nothing.");
            }
            return config;
        });
        // Made now, for it reads files: an agent that cannot prove who it is must not start.
        proofs.get();
    }

    private static PrivateKey requireEnrolmentKey(String pem) {
        try {
            return SigningKeys.privateKey(pem);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(
                    enrolmentKeySetting()
                            + malformed.getMessage()
                            + ". Make one with 'openssl genpkey -algorithm ed25519'.",
                    malformed);
        }
    }

    private static String enrolmentKeySetting() {
        return ConfigProvider.getConfig()
                .getOptionalValue("codefleet.enrolment-key-file", String.class)
                .map(file -> "CODEFLEET_ENROLMENT_KEY_FILE names " + file + ", which ")
                .orElse("CODEFLEET_ENROLMENT_KEY ");
    }

    static void requireId(String id) {
        try {
            new AgentId(id);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(
                    "CODEFLEET_ID is '" + id + "': " + malformed.getMessage() + ".", malformed);
        }
    }

    /** Without what it says of user and password. */
    static void requireAddress(String setting, String url) {
        var address = url.strip();
        if (!ADDRESS.matcher(address).matches()) {
            throw new IllegalArgumentException(
                    setting
                            + " has an address that is none: '"
                            + address.replaceAll("//[^/]*@", "//…@")
                            + "'. Write http://host:port, several with commas between them.");
        }
    }

    /**
     * Outside of the HTTP server: a client that is made in the server's context is closed with it,
     * before the agent can leave.
     */
    void prepare(@Observes StartupEvent event) {
        if (isAnnounced()) {
            announcer.get();
        }
    }

    /** Only now can others reach the agent. */
    void listening(@ObservesAsync HttpServerStart started) {
        if (isAnnounced()) {
            announcer.get().start(agent.get());
        }
    }

    void stop(@Observes @Priority(LAST) ShutdownEvent event) throws InterruptedException {
        if (!isAnnounced()) {
            return;
        }
        try {
            announcer
                    .get()
                    .leave()
                    .toCompletableFuture()
                    .get(LEAVE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("The registries were not told that this agent leaves", e);
        }
    }

    private boolean isAnnounced() {
        return config.announce() && agent.isResolvable();
    }
}
