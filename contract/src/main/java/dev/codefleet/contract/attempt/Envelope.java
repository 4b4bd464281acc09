package dev.codefleet.contract.attempt;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * A signed statement in the form of DSSE (Dead Simple Signing Envelope, v1). What is signed are the
 * bytes of type and payload, so the envelope itself may be written anew.
 *
 * @param payloadType media type of the payload
 * @param payload in base64
 */
public record Envelope(
        @JsonProperty("payloadType") String payloadType,
        String payload,
        List<Signature> signatures) {

    /**
     * One signature of the payload.
     *
     * @param keyid sha256 of the public key's DER form, in hex; a hint, which proves nothing
     * @param sig in base64
     */
    public record Signature(String keyid, String sig) {}
}
