package dev.codefleet.manager.job;

import dev.codefleet.contract.problem.Problem;
import dev.codefleet.web.Problems;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Tells clients to come back when the database cannot be reached. */
class DatabaseAwayResource {
    private static final Logger LOG = Logger.getLogger(DatabaseAwayResource.class);

    @ServerExceptionMapper
    Response away(SQLException cause) {
        LOG.warnf("request refused, database away: cause=%s", cause.getMessage());
        var problem =
                Problem.of(
                        503,
                        "Database away",
                        "DATABASE_AWAY",
                        "The database cannot be reached now: try again.");
        return Response.status(problem.status())
                .type(Problems.MEDIA_TYPE)
                .header("Retry-After", "2")
                .entity(problem)
                .build();
    }
}
