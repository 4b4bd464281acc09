package dev.codefleet.contract.agent;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The trade of a manager or programmer. Lower case on the wire. */
public enum Lane {
    @JsonProperty("code")
    CODE,
    @JsonProperty("models")
    MODELS,
    @JsonProperty("data")
    DATA,
    @JsonProperty("devsecops")
    DEVSECOPS,
    @JsonProperty("docs")
    DOCS
}
