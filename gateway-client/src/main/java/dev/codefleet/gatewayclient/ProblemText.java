package dev.codefleet.gatewayclient;

import dev.codefleet.contract.problem.FieldError;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.support.Json;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Problem details as lines for people. */
final class ProblemText {
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final String KEY_HINT =
            "This command shows the key in CODEFLEET_KEY, or in the file that CODEFLEET_KEY_FILE"
                    + " names; a fleet of this machine has its own.";

    private ProblemText() {}

    /** The failure that an answer other than 2xx means to the user, with all its field errors. */
    static CommandFailed failure(int status, URI uri, byte[] body) {
        var lines = new ArrayList<String>();
        try {
            lines.addAll(lines(Json.mapper().readValue(body, Problem.class)));
        } catch (IOException _) {
            lines.add("HTTP status " + status + " from " + uri);
        }
        if (status == UNAUTHORIZED) {
            lines.add(KEY_HINT);
        }
        return CommandFailed.of(exitCode(status), lines);
    }

    /** The failure that the refusal of a HEAD means, which cannot say more than its status. */
    static CommandFailed withoutBody(int status, URI uri) {
        var what =
                switch (status) {
                    case UNAUTHORIZED -> "No key was shown, or one that is unknown or has expired";
                    case FORBIDDEN ->
                            "The role of this key is not one that may upload repositories";
                    default -> "The gateway refuses";
                };
        var lines = new ArrayList<>(List.of(what + ": HTTP status " + status + " from " + uri));
        if (status == UNAUTHORIZED) {
            lines.add(KEY_HINT);
        }
        return CommandFailed.of(exitCode(status), lines);
    }

    private static List<String> lines(Problem problem) {
        var lines = new ArrayList<String>();
        lines.add(problem.detail() + " (" + problem.code() + ")");
        problem.errors().forEach(error -> lines.add(line(error)));
        return lines;
    }

    private static String line(FieldError error) {
        var where = error.line() == null ? "" : "line " + error.line() + ", ";
        var expected = error.expected() == null ? "" : "; expected " + error.expected();
        return where + error.field() + ": " + error.message() + expected;
    }

    /**
     * A conflict and a fault of the fleet are failures; other client errors are a wrong use of the
     * command.
     */
    private static ExitCode exitCode(int status) {
        if (status == 503) {
            return ExitCode.NO_FLEET;
        }
        return status >= 400 && status < 500 && status != 409 && status != 429
                ? ExitCode.USAGE
                : ExitCode.FAILED;
    }
}
