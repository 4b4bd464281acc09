package dev.codefleet.contract.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/jobs/{id}/resume}, which may also be none.
 *
 * @param plan all of the corrected plan, as an object or as a text in {@code planFormat}; null for
 *     the one that the job has
 * @param planFormat {@code yaml}, {@code json} or {@code markdown}; null to tell by the text
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ResumeRequest(@Nullable Object plan, @Nullable String planFormat) {}
