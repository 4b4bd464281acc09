package dev.codefleet.manager.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.codefleet.support.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;

/**
 * The SHA-256 of a request's JSON without the white space between its tokens, by which a request
 * that is sent again is known as the same one. Of JSON that was written without white space it is
 * the SHA-256 of the body itself. Pure.
 */
final class RequestDigest {
    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .build())
                    .build();

    private RequestDigest() {}

    /** Of a body that was found to be JSON. */
    static byte[] of(byte[] body) {
        var digest = Sha256.digest();
        try (var parser = JSON.createParser(body);
                var compact =
                        JSON.createGenerator(
                                new DigestOutputStream(OutputStream.nullOutputStream(), digest))) {
            while (parser.nextToken() != null) {
                compact.copyCurrentEventExact(parser);
            }
        } catch (IOException _) {
            // No JSON, or beyond the parser's bounds.
            return ofBytes(body);
        }
        return digest.digest();
    }

    /** Of a body as it is. */
    static byte[] ofBytes(byte[] body) {
        return Sha256.digest().digest(body);
    }
}
