package dev.codefleet.manager.job;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

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
        var digest = sha256();
        try (var parser = JSON.createParser(body);
                var compact =
                        JSON.createGenerator(
                                new DigestOutputStream(OutputStream.nullOutputStream(), digest))) {
            while (parser.nextToken() != null) {
                compact.copyCurrentEventExact(parser);
            }
        } catch (IOException beyondBounds) {
            return ofBytes(body);
        }
        return digest.digest();
    }

    /** Of a body as it is. */
    static byte[] ofBytes(byte[] body) {
        return sha256().digest(body);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
