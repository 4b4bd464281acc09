package dev.codefleet.registryclient;

import dev.codefleet.identity.AgentName;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An agent's proofs for the other agents that it calls. Safe for all threads. */
public final class PeerProofs {
    /** As many agents as a registry takes. Who is forgotten costs a new token. */
    private static final int MOST_CALLEES = 20_000;

    private static final float LOAD = 0.75f;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final @Nullable AgentEnrolment enrolment;

    /** Guarded by itself. */
    private final Map<AgentName, CalleeProof> byCallee =
            new LinkedHashMap<>(16, LOAD, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<AgentName, CalleeProof> eldest) {
                    return size() > MOST_CALLEES;
                }
            };

    /**
     * @param enrolment null for an agent that proves nothing
     */
    public PeerProofs(@Nullable AgentEnrolment enrolment) {
        this.enrolment = enrolment;
    }

    /** Of an agent that proves nothing, for fleets in which nobody asks. */
    public static PeerProofs none() {
        return new PeerProofs(null);
    }

    @Nullable AgentEnrolment enrolment() {
        return enrolment;
    }

    /**
     * Adds to a request who calls.
     *
     * @param callee by the name that the registries gave it, never by its own word: else it could
     *     have tokens made that another one takes
     */
    public void addTo(RequestOptions request, AgentName callee) {
        if (enrolment != null) {
            of(callee, enrolment).addTo(request, true);
        }
    }

    /**
     * Goes by the callee's clock from now on, if that is why it refused.
     *
     * @return whether the same request may be taken if it is sent again, with a new token
     */
    public boolean mayGoAgain(RequestOptions request, HttpClientResponse answer, AgentName callee) {
        return answer.statusCode() == UNAUTHORIZED
                && enrolment != null
                && of(callee, enrolment).mayGoAgain(request, answer.getHeader("Date"));
    }

    /** Whether an answer is that the callee does not take this agent for who may call it. */
    public static boolean isRefused(HttpClientResponse answer) {
        return answer.statusCode() == UNAUTHORIZED
                || (answer.statusCode() == FORBIDDEN
                        && answer.getHeader("WWW-Authenticate") != null);
    }

    private CalleeProof of(AgentName callee, AgentEnrolment own) {
        synchronized (byCallee) {
            return byCallee.computeIfAbsent(callee, name -> new CalleeProof(name.toString(), own));
        }
    }
}
