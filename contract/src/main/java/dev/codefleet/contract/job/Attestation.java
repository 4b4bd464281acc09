package dev.codefleet.contract.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.Envelope;
import org.jspecify.annotations.Nullable;

/**
 * A signed statement about a job ({@code GET /v1/jobs/{id}/attestations}).
 *
 * @param attempt whose receipt it is; null for the manager's summary of the whole job
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Attestation(@Nullable AttemptId attempt, Envelope envelope) {}
