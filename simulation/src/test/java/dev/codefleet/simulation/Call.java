package dev.codefleet.simulation;

import dev.codefleet.contract.problem.Problem;
import dev.codefleet.support.Json;
import dev.codefleet.web.ProblemException;
import java.util.Map;
import java.util.Optional;

/**
 * A request as its server sees it.
 *
 * @param path with its query
 * @param headers names in lower case
 */
public record Call(
        String method,
        String path,
        Map<String, String> headers,
        byte[] body,
        Connection connection) {

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    public void answer(int status, byte[] content) {
        connection.toClient().send(() -> connection.heard(status, content, true));
    }

    public void answer(int status) {
        answer(status, new byte[0]);
    }

    public void refuse(ProblemException refused) {
        refuse(refused.problem());
    }

    public void refuse(Problem problem) {
        answer(problem.status(), Json.bytes(problem));
    }

    /** Begins an answer that goes on. */
    public void open() {
        connection.toClient().send(() -> connection.heard(200, new byte[0], false));
    }

    /** Goes on with an answer that was opened. */
    public void write(byte[] chunk) {
        connection.toClient().send(() -> connection.more(chunk));
    }

    public void end() {
        connection.toClient().send(connection::ended);
    }

    /** Whether the server knows that the client is gone. */
    public boolean isGone() {
        return connection.isGone();
    }

    /** What is done in the server's life once it learns that the client is gone. */
    public void onGone(Runnable gone) {
        connection.onGone(gone);
    }
}
