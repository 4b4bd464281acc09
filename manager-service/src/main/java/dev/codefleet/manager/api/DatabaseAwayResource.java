package dev.codefleet.manager.api;

import dev.codefleet.contract.problem.Problem;
import dev.codefleet.manager.sql.DatabaseErrors;
import dev.codefleet.web.Problems;
import dev.codefleet.web.RareLog;
import dev.codefleet.web.Ticker;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Tells clients to come back when the database cannot be reached. */
class DatabaseAwayResource {
    private final RareLog log;

    DatabaseAwayResource(Ticker ticker) {
        this.log = new RareLog(Logger.getLogger(DatabaseAwayResource.class), ticker);
    }

    @ServerExceptionMapper
    Response away(SQLException cause) {
        log.tell("request refused, " + DatabaseErrors.words(cause), cause.getMessage());
        var problem =
                DatabaseErrors.isDiskFull(cause)
                        ? Problem.of(
                                503,
                                "Database full",
                                "DATABASE_FULL",
                                "The database's disk is full: try again once its operator has"
                                        + " made room.")
                        : Problem.of(
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
