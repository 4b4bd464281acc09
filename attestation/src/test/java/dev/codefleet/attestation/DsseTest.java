package dev.codefleet.attestation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.codefleet.contract.attempt.Envelope;
import dev.codefleet.identity.SigningKeys;
import dev.codefleet.support.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DsseTest {
    private static final byte[] STATEMENT = "{\"a\":1}".getBytes(UTF_8);

    private final KeyPair pair = SigningKeys.make();
    private final Envelope envelope = Dsse.sign(STATEMENT, pair);

    @TempDir private Path directory;

    /** The example of the specification. */
    @Test
    void typeAndPayloadAreTiedByTheirLengths() {
        assertThat(
                        new String(
                                Dsse.encoded(
                                        "http://example.com/HelloWorld",
                                        "hello world".getBytes(UTF_8)),
                                UTF_8))
                .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    }

    @Test
    void anotherProgramVerifiesWhatIsSignedHere() throws Exception {
        var key =
                Files.writeString(
                        directory.resolve("key.pem"), SigningKeys.publicPem(pair.getPublic()));
        var signed = directory.resolve("signed");
        Files.write(signed, Dsse.encoded(Dsse.PAYLOAD_TYPE, STATEMENT));
        var signature = directory.resolve("signature");
        Files.write(signature, Base64.getDecoder().decode(envelope.signatures().getFirst().sig()));

        assertThat(openssl(key, signed, signature)).contains("Verified Successfully");
        Files.write(signed, Dsse.encoded("another/type", STATEMENT));
        assertThat(openssl(key, signed, signature)).contains("Failure");
    }

    private static String openssl(Path key, Path signed, Path signature)
            throws IOException, InterruptedException {
        var process =
                new ProcessBuilder(
                                "openssl",
                                "pkeyutl",
                                "-verify",
                                "-pubin",
                                "-inkey",
                                key.toString(),
                                "-rawin",
                                "-in",
                                signed.toString(),
                                "-sigfile",
                                signature.toString())
                        .redirectErrorStream(true)
                        .start();
        var said = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return said;
    }

    @Test
    void onlyTheKeyThatSignedVerifies() {
        assertThat(Dsse.isSignedBy(envelope, pair.getPublic())).isTrue();
        assertThat(Dsse.isSignedBy(envelope, SigningKeys.make().getPublic())).isFalse();
        assertThat(envelope.signatures().getFirst().keyid())
                .isEqualTo(Dsse.keyId(pair.getPublic()));
    }

    @Test
    void whatWasChangedIsNotSigned() {
        var other = Base64.getEncoder().encodeToString("{\"a\":2}".getBytes(UTF_8));

        assertThat(isSigned(new Envelope(envelope.payloadType(), other, envelope.signatures())))
                .isFalse();
        assertThat(isSigned(new Envelope("text/plain", envelope.payload(), envelope.signatures())))
                .isFalse();
        assertThat(isSigned(new Envelope(envelope.payloadType(), envelope.payload(), List.of())))
                .isFalse();
    }

    @Test
    void whatIsNoSignatureIsRefused() {
        for (var sig : List.of("", "!", "cA==", "A".repeat(400))) {
            var forged = List.of(new Envelope.Signature("k", sig));
            assertThat(isSigned(new Envelope(envelope.payloadType(), envelope.payload(), forged)))
                    .as(sig)
                    .isFalse();
        }
        var many = java.util.Collections.nCopies(100, envelope.signatures().getFirst());
        assertThat(isSigned(new Envelope(envelope.payloadType(), envelope.payload(), many)))
                .isFalse();
    }

    @Test
    void statementsHaveALimit() {
        assertThatThrownBy(() -> Dsse.sign(new byte[Dsse.MAX_PAYLOAD_BYTES + 1], pair))
                .isInstanceOf(IllegalArgumentException.class);
        var large = "A".repeat((Dsse.MAX_PAYLOAD_BYTES + 3) / 3 * 4 + 4);
        assertThat(Dsse.statement(new Envelope(Dsse.PAYLOAD_TYPE, large, List.of()))).isEmpty();
        assertThat(Dsse.statement(Dsse.sign(new byte[Dsse.MAX_PAYLOAD_BYTES], pair))).isPresent();
    }

    @Test
    void theEnvelopeHasTheNamesOfDsse() throws JsonProcessingException {
        var json = Json.mapper().readTree(Json.text(envelope));

        assertThat(json.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("payloadType", "payload", "signatures");
        assertThat(Json.mapper().treeToValue(json, Envelope.class)).isEqualTo(envelope);
    }

    private boolean isSigned(Envelope changed) {
        return Dsse.isSignedBy(changed, pair.getPublic());
    }
}
