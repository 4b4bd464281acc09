package dev.codefleet.manager.api;

import dev.codefleet.contract.job.Demand;
import dev.codefleet.manager.job.JobHolder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.CompletionStage;

/** Endpoint of the demand of this manager's jobs for programmers. */
@Path("/v1/demand")
class DemandResource {
    private final JobHolder active;

    DemandResource(JobHolder active) {
        this.active = active;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public CompletionStage<Demand> demand() {
        return active.demand();
    }
}
