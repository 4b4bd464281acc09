package dev.codefleet.gateway.job;

import dev.codefleet.contract.problem.Problem;
import dev.codefleet.gateway.access.UnavailableRefusals;
import dev.codefleet.web.ProblemException;
import dev.codefleet.web.Problems;
import java.time.Duration;

/** Refusals of request bodies. */
final class BodyRefusals {
    private BodyRefusals() {}

    static ProblemException tooLarge(long maxBytes) {
        return new ProblemException(Problems.bodyTooLarge(maxBytes));
    }

    static ProblemException tooSlow(Duration timeout) {
        var detail = "The body did not arrive within " + timeout + ".";
        return new ProblemException(Problem.of(408, "Request timeout", "BODY_TIMEOUT", detail));
    }

    /** Mostly nobody is there to read it, unless what came is not HTTP. */
    static ProblemException brokenOff() {
        return new ProblemException(
                Problem.of(400, "Broken body", "BODY_BROKEN", "The body broke off in the middle."));
    }

    static ProblemException notPacked(String encoding) {
        return new ProblemException(
                Problem.of(
                        400,
                        "Broken body",
                        "BODY_NOT_PACKED",
                        "The body is not, or not wholly, packed as its Content-Encoding says: "
                                + encoding
                                + "."));
    }

    static ProblemException noRoom(UnavailableRefusals unavailable) {
        return unavailable.because(
                "TOO_MANY_SUBMISSIONS",
                "Too many submissions",
                "The gateway has no room for a further large submission now.");
    }
}
