package dev.codefleet.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.problem.Problem;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Contract tests of the API that gateways call at managers. */
public abstract class ManagerContract extends JobsContract {

    /** What a suite cannot bring about over the wire. */
    public interface Given extends JobsContract.Given {
        /** A job that another manager holds. */
        JobId jobOf(String manager) throws Exception;
    }

    @Override
    protected abstract Given given();

    @Test
    void whatIsOutOfFormIsRefused() throws Exception {
        var content = "other".getBytes(StandardCharsets.UTF_8);

        submit(job("Title"), "no key").refusal(400, "INVALID_FIELDS");
        wire.call("GET", JOBS + "/a.b").refusal(404, "NOT_FOUND");
        assertThat(wire.bytes("PUT", REPOSITORIES + "nonsense", content).problem())
                .isEqualTo(ProgrammerProblems.notAChecksum());
    }

    @Test
    void whatOnlyItsHolderCanDoIsSentToIt() throws Exception {
        var path = JOBS + "/" + given().jobOf("manager-2");

        assertThat(wire.call("POST", path + "/cancel").problem())
                .isEqualTo(Problem.notOwner("manager-2"));
        assertThat(wire.call("GET", path + "/events").problem())
                .isEqualTo(Problem.notOwner("manager-2"));
        assertThat(wire.call("GET", path).status()).as("reads").isEqualTo(200);
        try (var events = wire.stream(path + "/events?follow=false")) {
            while (events.next() != null) {
                // What there is, there is for everybody.
            }
        }
    }

    @Test
    void demandIsTold() throws Exception {
        submit(job("Title"), null);

        var demand = wire.call("GET", "/v1/demand").json();
        assertThat(names(demand)).containsExactlyInAnyOrder("lanes", "wanted_slots");
        for (var lane : demand.get("lanes")) {
            assertThat(names(lane))
                    .containsExactlyInAnyOrder(
                            "lane",
                            "ready_subtasks",
                            "running_subtasks",
                            "slots",
                            "free_slots",
                            "wanted_slots");
        }
    }
}
