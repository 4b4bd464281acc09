package dev.codefleet.contract.job;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Ways to deliver a job's merged head. Lower case on the wire. */
public enum Delivery {
    /** It is kept as a patch and a bundle to fetch. */
    @JsonProperty("download")
    DOWNLOAD,
    /** Also pushed to the job's repository as {@code codefleet/<job>}. */
    @JsonProperty("branch")
    BRANCH
}
