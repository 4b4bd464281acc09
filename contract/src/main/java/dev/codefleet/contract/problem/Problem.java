package dev.codefleet.contract.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.codefleet.contract.attempt.AttemptId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An error of any service (RFC 9457, {@code application/problem+json}).
 *
 * @param type {@code urn:codefleet:problem:<code in lower case>}
 * @param code stable, for programs: upper case with underscores
 * @param detail what is wrong and the way out
 * @param errors one for each fault of a plan or body; empty where there is only one
 * @param owner the manager to ask instead, with code NOT_OWNER only
 * @param epoch the programmer's present one, with code STALE_EPOCH only
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        String type,
        String title,
        int status,
        String code,
        String detail,
        List<FieldError> errors,
        @Nullable String owner,
        @Nullable Long epoch) {

    /** A problem without field errors. */
    public static Problem of(int status, String title, String code, String detail) {
        return of(status, title, code, detail, List.of());
    }

    public static Problem of(
            int status, String title, String code, String detail, List<FieldError> errors) {
        return new Problem(typeOf(code), title, status, code, detail, errors, null, null);
    }

    /** Another manager owns the job. */
    public static Problem notOwner(String owner) {
        var code = "NOT_OWNER";
        var detail = "Manager " + owner + " owns this job: ask it.";
        return new Problem(
                typeOf(code), "Misdirected request", 421, code, detail, List.of(), owner, null);
    }

    /**
     * An order names an epoch of the programmer that is over.
     *
     * @param named in the order
     * @param present to be named instead
     */
    public static Problem staleEpoch(AttemptId attempt, long named, long present) {
        var code = "STALE_EPOCH";
        var detail = attempt + " was ordered in an epoch that is over: send it anew.";
        // Managers of the version before read the present one from here.
        var error = new FieldError(null, "epoch", named + " is over", Long.toString(present));
        return new Problem(
                typeOf(code), "Stale epoch", 412, code, detail, List.of(error), null, present);
    }

    private static String typeOf(String code) {
        return "urn:codefleet:problem:" + code.toLowerCase(java.util.Locale.ROOT);
    }
}
