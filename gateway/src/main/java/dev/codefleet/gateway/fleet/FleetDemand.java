package dev.codefleet.gateway.fleet;

import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.job.Demand;
import dev.codefleet.gateway.fleet.view.DemandSum;
import dev.codefleet.gateway.manager.Demands;
import dev.codefleet.registryclient.view.Directory;
import io.vertx.core.Future;
import jakarta.inject.Singleton;

/** The demand of the whole fleet. */
@Singleton
class FleetDemand {
    private final Directory directory;
    private final Demands demands;

    FleetDemand(Directory directory, Demands demands) {
        this.directory = directory;
        this.demands = demands;
    }

    /** As it is now. Fails if a manager does not say, see {@link Demands#all()}. */
    Future<Demand> now() {
        return demands.all()
                .map(needs ->
                        DemandSum.of(needs, directory.current().ofKind(AgentKind.PROGRAMMER)));
    }
}
