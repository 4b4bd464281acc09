package dev.codefleet.plan;

import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.job.Delivery;
import dev.codefleet.contract.plan.Plan;
import org.jspecify.annotations.Nullable;

/**
 * A valid {@code POST /v1/jobs}, with its defaults applied.
 *
 * @param repository a form that {@link dev.codefleet.git.RepositoryUrl} takes; null for a job whose
 *     attempts run in empty directories and leave no commits
 * @param ref a form that {@link dev.codefleet.git.RefName} takes, or a commit; null for the default
 *     branch
 * @param maxWorkers null for no bound
 */
public record JobSubmission(
        @Nullable String repository,
        @Nullable String ref,
        Plan plan,
        Lane lane,
        @Nullable Integer maxWorkers,
        Delivery delivery) {}
