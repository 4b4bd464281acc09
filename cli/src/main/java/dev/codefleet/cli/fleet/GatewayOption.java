package dev.codefleet.cli.fleet;

import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.GatewayClient;
import dev.codefleet.gatewayclient.Invocation;
import dev.codefleet.localfleet.RunningFleet;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --gateway}, and the search for a fleet without it. */
public final class GatewayOption {
    @Option(
            names = "--gateway",
            paramLabel = "URL",
            description =
                    "Gateway of a fleet elsewhere. Default: CODEFLEET_GATEWAY, else the fleet of this machine.")
    private @Nullable String url;

    /** How to call another command for the same fleet. */
    public Invocation again() {
        return url == null ? Invocation.PLAIN : Invocation.PLAIN.with("--gateway", url);
    }

    /** A gateway named by the user. */
    public Optional<GatewayClient> named(CommandContext context, Duration patience) {
        var name = url == null ? context.environment().get("CODEFLEET_GATEWAY") : url;
        return Optional.ofNullable(name)
                .filter(one -> !one.isBlank())
                .map(one -> GatewayClient.at(one, patience))
                .map(gateway -> withKey(gateway, context));
    }

    /**
     * With the key that the user named, else with that of this machine's fleet, which nobody but
     * its gateways is shown.
     */
    private static GatewayClient withKey(GatewayClient gateway, CommandContext context) {
        var local = new RunningFleet(context.home());
        return GatewayKey.named(context.environment())
                .or(() -> local.hasGateway(gateway.base()) ? local.key() : Optional.empty())
                .map(gateway::withKey)
                .orElse(gateway);
    }

    /** With this machine's key: one in the environment is meant for a gateway that is named. */
    private static GatewayClient ofThisMachine(RunningFleet fleet, GatewayClient gateway) {
        return fleet.key().map(gateway::withKey).orElse(gateway);
    }

    /** Whether the user named a gateway, so that its fleet may be on other machines. */
    public boolean isNamed(CommandContext context) {
        return named(context, Duration.ZERO).isPresent();
    }

    /** The named gateway, or one of this machine's fleet if it is up. */
    public Optional<GatewayClient> find(CommandContext context, Duration patience) {
        return named(context, patience)
                .or(() -> {
                    var fleet = new RunningFleet(context.home());
                    return fleet.gatewayUrl()
                            .map(one -> GatewayClient.at(one, patience))
                            .map(gateway -> ofThisMachine(fleet, gateway));
                });
    }

    /**
     * The named gateway, or one of this machine's fleet.
     *
     * @throws CommandFailed if there is none
     */
    public GatewayClient require(CommandContext context) {
        return find(context, Duration.ZERO)
                .orElseThrow(() ->
                        CommandFailed.noFleet(
                                "No fleet is up.",
                                "Start one with '"
                                        + Invocation.PLAIN.of("up")
                                        + "', or name one elsewhere with"
                                        + " --gateway URL."));
    }
}
