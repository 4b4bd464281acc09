package dev.codefleet.manager.programmers;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.AgentView;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.agent.Registration;
import dev.codefleet.identity.SigningKeys;
import dev.codefleet.manager.schedule.SubtaskDemand;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A programmer as this manager sees it: what the registries say of it, and what happened to our own
 * orders.
 */
public final class Programmer {
    public static final String NOT_REGISTERED = "it is not registered any more";
    private static final long NEVER = -1;

    private AgentView view;
    private Set<SubtaskDemand> demands;
    private int ordersInFlight;
    private int othersAttempts;
    private boolean isGone;
    private boolean isGoneForSure;
    private long refusedAtBeat = NEVER;
    private boolean isUnreachable;

    /** The text that {@link #key} was read from; null before the first. */
    private @Nullable String keyText;

    private Optional<PublicKey> key = Optional.empty();

    /** What it said last; its first one is its incarnation. */
    private long epoch;

    /** Until it has answered an order it gets one at a time: a registered address may be dead. */
    private boolean isProven;

    public Programmer(AgentView view) {
        this.view = view;
        this.demands = demandsOf(view);
        this.epoch = view.registration().incarnation();
    }

    /**
     * Takes over what the registries say now.
     *
     * @return whether it offers other demands than before
     */
    boolean update(AgentView now, int attemptsOfOthers) {
        if (now.registration().incarnation() != view.registration().incarnation()) {
            isUnreachable = false;
            isProven = false;
            refusedAtBeat = NEVER;
            epoch = now.registration().incarnation();
        }
        view = now;
        isGone = false;
        othersAttempts = attemptsOfOthers;
        var before = demands;
        demands = demandsOf(now);
        return !demands.equals(before);
    }

    public AgentId id() {
        return view.id();
    }

    public ProgrammerAddress address() {
        return ProgrammerAddress.of(view);
    }

    /**
     * The public key that it has proved to be its own; empty where registries ask for no proof, and
     * for what is no key.
     */
    public Optional<PublicKey> key() {
        var text = view.key();
        if (text == null) {
            return Optional.empty();
        }
        // Read once, and not for each report: this is on the engine's thread.
        if (!text.equals(keyText)) {
            keyText = text;
            key = read(text);
        }
        return key;
    }

    private static Optional<PublicKey> read(String key) {
        try {
            return Optional.of(SigningKeys.publicKey(key));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Whether it has said that it signs its receipts, so that one without is not its own. */
    public boolean signsReceipts() {
        return Registration.SIGNED_RECEIPTS.equals(
                view.registration().labels().get(Registration.RECEIPTS_LABEL));
    }

    long incarnation() {
        return view.registration().incarnation();
    }

    /** What an order must name to be taken, as far as is known. */
    public long epoch() {
        return epoch;
    }

    public void epochIs(long now) {
        epoch = now;
    }

    int slots() {
        return view.registration().slots();
    }

    Set<SubtaskDemand> demands() {
        return demands;
    }

    List<Lane> lanes() {
        return view.registration().lanes();
    }

    public int ordersInFlight() {
        return ordersInFlight;
    }

    public boolean isLive() {
        return !isGone
                && view.liveness() == Liveness.ALIVE
                && (view.state() == AgentState.IDLE || view.state() == AgentState.EXECUTING);
    }

    /** What a majority of the registries says to the effect that it cannot be heard any more. */
    public Optional<String> loss() {
        if (isGone) {
            return isGoneForSure ? Optional.of(NOT_REGISTERED) : Optional.empty();
        }
        return view.liveness() == Liveness.LOST ? Optional.of("heartbeat lost") : Optional.empty();
    }

    boolean isUnreachable() {
        return isUnreachable;
    }

    boolean isAvailable() {
        return isLive()
                && !isUnreachable
                && beat() > refusedAtBeat
                && (isProven || ordersInFlight == 0)
                && ordersInFlight + othersAttempts < slots();
    }

    /** What it is like apart from its slots, which will be free again. */
    Schedulability.Candidate candidate() {
        return new Schedulability.Candidate(lanes(), demands, readiness());
    }

    private Schedulability.Readiness readiness() {
        if (isGone || view.liveness() != Liveness.ALIVE) {
            return Schedulability.Readiness.SILENT;
        }
        return switch (view.state()) {
            case DRAINING -> Schedulability.Readiness.DRAINING;
            case FAILED -> Schedulability.Readiness.FAILED;
            case IDLE, EXECUTING ->
                    isUnreachable
                            ? Schedulability.Readiness.UNREACHABLE
                            : Schedulability.Readiness.TAKES_ORDERS;
        };
    }

    /** It has answered an order: there is somebody at its address. */
    void proven() {
        isProven = true;
    }

    int freeSlots() {
        return isAvailable() ? slots() - ordersInFlight - othersAttempts : 0;
    }

    void taken() {
        ordersInFlight++;
    }

    void released() {
        ordersInFlight--;
        refusedAtBeat = NEVER;
    }

    /** It did not take an order: it is no freer than before. */
    void returned() {
        ordersInFlight--;
    }

    void refused() {
        refusedAtBeat = beat();
    }

    void unreachable() {
        isUnreachable = true;
        isProven = false;
    }

    void reached() {
        isUnreachable = false;
    }

    /**
     * @param isForSure whether a majority of the registries does not know it
     */
    void leave(boolean isForSure) {
        isGone = true;
        isGoneForSure = isForSure;
    }

    private long beat() {
        var heartbeat = view.heartbeat();
        return heartbeat == null ? 0 : heartbeat.seq();
    }

    private static Set<SubtaskDemand> demandsOf(AgentView view) {
        var registration = view.registration();
        return registration.lanes().stream()
                .flatMap(lane ->
                        registration.executors().stream()
                                .map(executor -> new SubtaskDemand(lane, executor)))
                .collect(Collectors.toUnmodifiableSet());
    }
}
