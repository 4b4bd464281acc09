package dev.codefleet.web;

import dev.codefleet.contract.problem.FieldError;
import dev.codefleet.contract.problem.Problem;
import java.util.List;

/**
 * A request that is refused, with what the client gets to read. For resources only: everything
 * beneath them says expected outcomes by its result.
 */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;
    private final transient List<Header> headers;

    /** A header of the refusal, such as {@code Retry-After}. */
    public record Header(String name, String value) {}

    public ProblemException(Problem problem, Header... headers) {
        // A refusal is an answer, not a fault: no stack trace, which would cost more than the rest
        // of it.
        super(problem.code() + ": " + problem.detail(), null, false, false);
        this.problem = problem;
        this.headers = List.of(headers);
    }

    /** A refusal because of fields of the request's body: 400 {@code INVALID_FIELDS}. */
    public static ProblemException invalidFields(List<FieldError> errors) {
        var first = errors.getFirst();
        var more = errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more)";
        var detail = first.field() + ": " + first.message() + more;
        return new ProblemException(
                Problem.of(400, "Invalid fields", "INVALID_FIELDS", detail, errors));
    }

    public Problem problem() {
        return problem;
    }

    public List<Header> headers() {
        return headers;
    }
}
