package dev.codefleet.contract.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a job's log. As SSE, its id is {@code seq} and its name the type in lower case.
 *
 * @param seq from 1, without gaps, in the job
 * @param from the agent that said it
 * @param to the agent it was said to; null for everybody
 * @param body what was said; always has {@code what} (such as {@code job}, {@code subtask}, {@code
 *     order}, {@code report}, {@code refusal}, {@code progress}), and {@code subtask}, {@code
 *     attempt}, {@code state}, {@code failure} where they apply
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobEvent(
        long seq,
        Instant at,
        MessageType type,
        String from,
        @Nullable String to,
        Map<String, Object> body) {}
