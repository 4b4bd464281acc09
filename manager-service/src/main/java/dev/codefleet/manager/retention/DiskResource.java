package dev.codefleet.manager.retention;

import dev.codefleet.contract.job.DiskView;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;

/** Endpoint of the sizes of the database's tables. */
@Path("/v1/disk")
@RunOnVirtualThread
class DiskResource {
    private final DiskStore store;

    DiskResource(DiskStore store) {
        this.store = store;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public DiskView disk() throws SQLException {
        return store.view();
    }
}
