package dev.codefleet.contract.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.codefleet.contract.agent.Lane;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/jobs}.
 *
 * @param repository address, absolute path, or {@code bundle:<sha256>} of an uploaded one; null for
 *     a job whose attempts run in empty directories and leave no commits. Always written: a
 *     repository that is not even null was forgotten
 * @param ref branch, tag or commit to start from; null for the default branch
 * @param plan the plan as an object, or as a text in {@code planFormat}
 * @param planFormat {@code yaml}, {@code json} or {@code markdown}; null to tell by the text
 * @param lane null for {@code code}
 * @param maxWorkers most subtasks of the job that run at once; null for no bound
 * @param delivery null for {@code download}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobRequest(
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String repository,
        @Nullable String ref,
        @Nullable Object plan,
        @Nullable String planFormat,
        @Nullable Lane lane,
        @Nullable Integer maxWorkers,
        @Nullable Delivery delivery) {}
