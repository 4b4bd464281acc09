package dev.codefleet.programmer.lifecycle;

import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.agent.Registration;
import dev.codefleet.programmer.ProgrammerConfig;
import dev.codefleet.programmer.attempt.Attempts;
import dev.codefleet.programmer.execute.DeadMansSwitch;
import dev.codefleet.programmer.execute.ProcessRunner;
import dev.codefleet.programmer.trust.CutOffRule;
import dev.codefleet.programmer.trust.CutOffWatch;
import dev.codefleet.programmer.trust.Epochs;
import dev.codefleet.registryclient.AgentEnrolment;
import dev.codefleet.registryclient.AgentIdentity;
import dev.codefleet.registryclient.Announcer;
import dev.codefleet.registryclient.AnnouncerConfig;
import dev.codefleet.registryclient.view.TrustWindow;
import dev.codefleet.web.BuildInfo;
import dev.codefleet.web.Ticker;
import io.quarkus.runtime.Quarkus;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes the objects by which this programmer takes part in the fleet. */
@Singleton
class AgentWiring {
    /** The exit code of a programmer that finds a newer one with its name. */
    private static final int SUPERSEDED = 3;

    @Produces
    @Singleton
    AgentIdentity identity(
            AnnouncerConfig config, @ConfigProperty(name = "quarkus.http.port") int port) {
        return AgentIdentity.of(config, AgentKind.PROGRAMMER, port);
    }

    @Produces
    @Singleton
    ProgrammerAgent agent(
            AgentIdentity identity,
            AnnouncerConfig fleet,
            Attempts attempts,
            ProcessRunner processes,
            BuildInfo build) {
        var labels =
                new HashMap<>(
                        Map.of("isolation", processes.isolation(), "network", processes.network()));
        if (AgentEnrolment.ownKey(fleet, identity.id()).isPresent()) {
            // Said with proof of who says it: from now on, nobody else can leave a signature off.
            labels.put(Registration.RECEIPTS_LABEL, Registration.SIGNED_RECEIPTS);
        }
        return new ProgrammerAgent(
                identity, attempts, labels, build.toString(), () -> Quarkus.asyncExit(SUPERSEDED));
    }

    @Produces
    @Singleton
    Epochs epochs(
            AnnouncerConfig registries, Attempts attempts, Announcer announcer, Ticker ticker) {
        return new Epochs(attempts.incarnation(), heard(registries, announcer), ticker);
    }

    @Produces
    @Singleton
    CutOffWatch cutOff(
            ProgrammerConfig config,
            AnnouncerConfig registries,
            Attempts attempts,
            Announcer announcer,
            DeadMansSwitch deadMansSwitch,
            Epochs epochs,
            Ticker ticker) {
        var rule = new CutOffRule(TrustWindow.SELF_STOP, config.unwantedAfter());
        var heard = heard(registries, announcer);
        return new CutOffWatch(
                rule, attempts.running()::all, heard, deadMansSwitch, epochs, ticker);
    }

    /** A programmer that is told to announce itself nowhere is not anybody's to give up. */
    private static Supplier<Optional<Duration>> heard(
            AnnouncerConfig registries, Announcer announcer) {
        return registries.announce()
                ? announcer::majorityHeardAgo
                : () -> Optional.of(Duration.ZERO);
    }
}
