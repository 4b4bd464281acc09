package dev.codefleet.gateway.access;

import dev.codefleet.contract.problem.Problem;
import dev.codefleet.web.ProblemException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The query string of a request. */
public final class QueryString {
    /** As RFC 3986 has it. */
    private static final Pattern FORM =
            Pattern.compile("(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*+");

    private QueryString() {}

    /**
     * The path with the query, which may be null.
     *
     * @throws ProblemException 400 INVALID_QUERY if it has characters or escapes that no address
     *     may have
     */
    public static String append(String path, @Nullable String query) {
        if (query == null) {
            return path;
        }
        if (!FORM.matcher(query).matches()) {
            throw new ProblemException(
                    Problem.of(
                            400,
                            "Invalid query",
                            "INVALID_QUERY",
                            "The query has characters that must be written as %XX, or a broken %XX."));
        }
        return path + "?" + query;
    }
}
