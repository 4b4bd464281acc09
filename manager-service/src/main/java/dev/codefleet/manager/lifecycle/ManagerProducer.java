package dev.codefleet.manager.lifecycle;

import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.job.Delivery;
import dev.codefleet.git.remote.UploadedRepositories;
import dev.codefleet.manager.ManagerConfig;
import dev.codefleet.manager.api.JobResults;
import dev.codefleet.manager.api.RepositoryCheck;
import dev.codefleet.manager.attest.JobSummaries;
import dev.codefleet.manager.dispatch.JobManager;
import dev.codefleet.manager.feed.CommittedEvents;
import dev.codefleet.manager.feed.LiveLogs;
import dev.codefleet.manager.integrate.IntegrationFailed;
import dev.codefleet.manager.integrate.Integrator;
import dev.codefleet.manager.integrate.IntegratorSettings;
import dev.codefleet.manager.job.AttestationStore;
import dev.codefleet.manager.job.BatchStore;
import dev.codefleet.manager.job.JobStore;
import dev.codefleet.manager.job.StoredJobStore;
import dev.codefleet.manager.lease.ManagerLease;
import dev.codefleet.registryclient.AgentEnrolment;
import dev.codefleet.registryclient.AgentIdentity;
import dev.codefleet.registryclient.AnnouncerConfig;
import dev.codefleet.registryclient.PeerProofs;
import dev.codefleet.web.StartCheck;
import dev.codefleet.web.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Produces the parts of a manager that are wired by hand: identity, repositories, results, engine.
 */
@Singleton
class ManagerProducer {
    private static final Logger LOG = Logger.getLogger(ManagerProducer.class);
    private static final int BROKEN = 4;

    /** Before anybody waits for the database, or uses the directory. */
    void check(@Observes @Priority(StartCheck.FIRST) StartupEvent event, ManagerConfig config) {
        StartCheck.directory(
                "CODEFLEET_MANAGER_GIT_DIRECTORY (by default in CODEFLEET_HOME)",
                config.gitDirectory());
        StartCheck.made(() -> JobManager.Limits.of(config));
    }

    @Produces
    @Singleton
    AgentIdentity identity(
            AnnouncerConfig config, @ConfigProperty(name = "quarkus.http.port") int port) {
        return AgentIdentity.of(config, AgentKind.MANAGER, port);
    }

    @Produces
    @Singleton
    Integrator integrator(ManagerConfig config, InstantSource clock, UploadedRepositories uploads) {
        return new Integrator(IntegratorSettings.defaults(config.gitDirectory()), clock, uploads);
    }

    @Produces
    @Singleton
    JobResults results(StoredJobStore jobs, JobManager manager, JobSummaries summaries) {
        return manager.results(jobs, summaries);
    }

    @Produces
    @Singleton
    JobSummaries summaries(
            AttestationStore attestations,
            AgentIdentity identity,
            AnnouncerConfig fleet,
            InstantSource clock) {
        return new JobSummaries(
                attestations,
                identity.id(),
                AgentEnrolment.ownKey(fleet, identity.id()).orElse(null),
                clock);
    }

    @Produces
    @Singleton
    RepositoryCheck repositoryCheck(Integrator integrator) {
        return (job, repository, delivery) -> {
            try {
                var isDelivered = delivery == Delivery.BRANCH;
                integrator.look(job, repository, isDelivered);
                return Optional.empty();
            } catch (IntegrationFailed failed) {
                return Optional.of(failed.failure().message());
            }
        };
    }

    @Produces
    @Singleton
    JobManager jobs(
            AgentIdentity identity,
            ManagerConfig config,
            BatchStore batches,
            ManagerLease lease,
            Integrator integrator,
            JobStore store,
            CommittedEvents events,
            LiveLogs logs,
            Vertx vertx,
            PeerProofs proofs,
            Ticker ticker,
            InstantSource clock,
            RandomGenerator random,
            MeterRegistry metrics) {
        return new JobManager(
                new JobManager.Parts(
                        identity.id(),
                        batches,
                        lease,
                        integrator,
                        store,
                        events,
                        logs,
                        new JobManager.Environment(
                                vertx,
                                proofs,
                                ticker,
                                clock,
                                random,
                                metrics,
                                ManagerProducer::halt),
                        JobManager.Limits.of(config)));
    }

    /**
     * Nothing can be trusted to end in order after an error such as a full heap. The lease runs out
     * by itself, and others take the jobs over.
     */
    private static void halt(Error error) {
        try {
            LOG.fatal("manager halted, others take its jobs over", error);
        } finally {
            Runtime.getRuntime().halt(BROKEN);
        }
    }
}
