package dev.codefleet.manager.job;

import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.job.Delivery;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.contract.plan.Plan;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A valid job that is about to be accepted.
 *
 * @param idempotencyKey null where the client gave none
 * @param requestSha256 of the request's body
 * @param ownership whose it is
 */
public record NewJob(
        JobId id,
        Plan plan,
        @Nullable String repository,
        @Nullable String ref,
        Lane lane,
        @Nullable Integer maxWorkers,
        Delivery delivery,
        @Nullable String idempotencyKey,
        byte[] requestSha256,
        Instant createdAt,
        JobView.Ownership ownership) {

    /** A job of nobody in particular. */
    public NewJob(
            JobId id,
            Plan plan,
            @Nullable String repository,
            @Nullable String ref,
            Lane lane,
            @Nullable Integer maxWorkers,
            Delivery delivery,
            @Nullable String idempotencyKey,
            byte[] requestSha256,
            Instant createdAt) {
        this(
                id,
                plan,
                repository,
                ref,
                lane,
                maxWorkers,
                delivery,
                idempotencyKey,
                requestSha256,
                createdAt,
                JobView.Ownership.NONE);
    }
}
