package dev.codefleet.contract.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.agent.Liveness;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fleet as a gateway sees it ({@code GET /v1/fleet}). */
public record FleetView(
        List<Member> gateways,
        List<Member> managers,
        List<Member> registries,
        List<Member> programmers) {

    /**
     * One process of the fleet. In JSON the members of its load are its own.
     *
     * @param kind {@code gateway}, {@code manager}, {@code registry} or {@code programmer}
     * @param pid null where it is not known
     * @param version of the program, with the commit where it is known ({@code 1.2.0+0f1e2d3});
     *     null where nobody says
     * @param key the public key that it has proved to be its own, as base64 of its DER form; null
     *     where registries ask for no proof
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Member(
            String kind,
            String id,
            @Nullable Long pid,
            String url,
            AgentState state,
            Liveness liveness,
            @Nullable String message,
            List<Lane> lanes,
            @JsonUnwrapped Load load,
            @Nullable String version,
            @Nullable String key) {}

    /**
     * What a process holds and runs; nulls where its kind does neither.
     *
     * @param jobs ids of the jobs a manager holds; null for others
     * @param slots null but for programmers
     * @param freeSlots null but for programmers
     * @param attempts ids of the attempts that a programmer runs; null for others
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Load(
            @Nullable List<String> jobs,
            @Nullable Integer slots,
            @Nullable Integer freeSlots,
            @Nullable List<String> attempts) {
        public static final Load NONE = new Load(null, null, null, null);
    }
}
