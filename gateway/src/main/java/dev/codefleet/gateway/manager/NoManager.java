package dev.codefleet.gateway.manager;

import dev.codefleet.contract.agent.Lane;
import dev.codefleet.gateway.access.UnavailableRefusals;
import dev.codefleet.web.ProblemException;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;

/** Refusals of requests for which there is no manager. */
@Singleton
class NoManager {
    private final UnavailableRefusals unavailable;

    NoManager(UnavailableRefusals unavailable) {
        this.unavailable = unavailable;
    }

    ProblemException ofLane(Lane lane) {
        var name = lane.name().toLowerCase(Locale.ROOT);
        return because("No live manager of the lane " + name + " is known.");
    }

    ProblemException known() {
        return because("No live manager is known.");
    }

    ProblemException answered(List<String> failures) {
        return because("No manager answered: " + String.join("; ", failures) + ".");
    }

    ProblemException thatOwnsTheJob(String owner) {
        return unavailable.because(
                "OWNER_UNREACHABLE",
                "Owner unreachable",
                "The job's manager " + owner + " cannot be reached now.");
    }

    private ProblemException because(String detail) {
        return unavailable.because("NO_MANAGER", "No manager", detail);
    }
}
