package dev.codefleet.manager.job;

import dev.codefleet.contract.job.Demand;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.CompletionStage;

/** What this manager's jobs ask for. */
@Path("/v1/demand")
class DemandResource {
    private final ActiveJobs active;

    DemandResource(ActiveJobs active) {
        this.active = active;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public CompletionStage<Demand> demand() {
        return active.demand();
    }
}
