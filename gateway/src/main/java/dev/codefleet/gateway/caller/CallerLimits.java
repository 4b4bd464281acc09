package dev.codefleet.gateway.caller;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what one caller has under way at a time, and how many requests it makes in a second, so
 * that no caller can take all of a gateway. Safe for all threads.
 */
final class CallerLimits {
    /** Callers that are told apart; all further ones count as one. */
    static final int MAX_CALLERS = 10_000;

    private static final long SECOND_NANOS = 1_000_000_000;
    private static final String THE_OTHERS = "others";

    /** What a request takes while it is under way. */
    enum Use {
        REQUEST,
        STREAM,
        UPLOAD;

        private String plural() {
            return name() + "S";
        }
    }

    /** The most of each; 0 is no limit. */
    record Bounds(int requests, int streams, int uploads, int requestsPerSecond) {
        int of(Use use) {
            return switch (use) {
                case REQUEST -> requests;
                case STREAM -> streams;
                case UPLOAD -> uploads;
            };
        }
    }

    /**
     * A limit that is reached.
     *
     * @param setting that says how much there may be
     * @param retryAfter when it is worth trying again; null if nobody can know
     */
    record Refusal(String code, String detail, String setting, @Nullable Duration retryAfter) {}

    private final Bounds bounds;
    private final int maxCallers;
    private final Map<String, Caller> callers = new HashMap<>();
    private long sweptAtNanos;
    private boolean wasSwept;

    CallerLimits(Bounds bounds, int maxCallers) {
        this.bounds = bounds;
        this.maxCallers = maxCallers;
    }

    /** The name under which the key's requests are counted. */
    static String ofKey(String id) {
        return "key " + id;
    }

    /**
     * The name under which an address' requests are counted. Of IPv6, that is the network of 64
     * bits: one host has all of it.
     *
     * @param address in digits; null if there is none, as with a socket of the machine
     */
    static String ofAddress(@Nullable String address) {
        if (address == null) {
            return "address unknown";
        }
        var zone = address.indexOf('%');
        try {
            var literal = zone < 0 ? address : address.substring(0, zone);
            var bytes = InetAddress.ofLiteral(literal).getAddress();
            return "address "
                    + (bytes.length == 16
                            ? HexFormat.of().formatHex(Arrays.copyOf(bytes, 8)) + "/64"
                            : literal);
        } catch (IllegalArgumentException _) {
            return "address unknown";
        }
    }

    /**
     * Counts a request that begins now. If it is let in, it must be {@link #end ended}.
     *
     * @param nowNanos by a monotonic clock
     */
    synchronized Begun begin(String name, Use use, long nowNanos) {
        var caller = caller(name, nowNanos);
        var refusal = caller.refusal(use, nowNanos);
        if (refusal.isPresent()) {
            return new Begun.Refused(refusal.get());
        }
        caller.take(use, nowNanos);
        return new Begun.Admitted(caller, use);
    }

    /** What became of a request. */
    sealed interface Begun {
        record Admitted(Caller caller, Use use) implements Begun {}

        record Refused(Refusal refusal) implements Begun {}
    }

    /** The request is over, however it ended. To be called once. */
    synchronized void end(Begun.Admitted request) {
        request.caller().underWay.merge(request.use(), -1, Integer::sum);
    }

    synchronized int callers() {
        return callers.size();
    }

    private Caller caller(String name, long nowNanos) {
        var known = callers.get(name);
        if (known != null) {
            return known;
        }
        if (callers.size() >= maxCallers) {
            forgetIdle(nowNanos);
        }
        var counted = callers.size() >= maxCallers ? THE_OTHERS : name;
        return callers.computeIfAbsent(counted, _ -> new Caller(nowNanos));
    }

    /** At most once a second: whoever fills the table must not have it walked at each request. */
    private void forgetIdle(long nowNanos) {
        if (wasSwept && nowNanos - sweptAtNanos < SECOND_NANOS) {
            return;
        }
        wasSwept = true;
        sweptAtNanos = nowNanos;
        callers.values().removeIf(caller -> caller.isIdle(nowNanos));
    }

    /** What one caller has under way. Guarded by the limits. */
    final class Caller {
        private final Map<Use, Integer> underWay = new EnumMap<>(Use.class);

        /**
         * When the requests so far would have been over, had they come evenly, at the rate that is
         * allowed; ahead of now by as much as they came faster (the generic cell rate algorithm).
         */
        private long evenNanos;

        private Caller(long nowNanos) {
            this.evenNanos = nowNanos;
        }

        private boolean isIdle(long nowNanos) {
            return evenNanos - nowNanos <= 0
                    && underWay.values().stream().allMatch(count -> count == 0);
        }

        private Optional<Refusal> refusal(Use use, long nowNanos) {
            var most = bounds.of(use);
            if (most > 0 && underWay.getOrDefault(use, 0) >= most) {
                return Optional.of(
                        refusal(
                                "TOO_MANY_" + use.plural(),
                                most + " " + use.plural().toLowerCase(Locale.ROOT) + " at a time",
                                "MAX_" + use.plural(),
                                null));
            }
            var aheadNanos = evenNanos - nowNanos;
            if (bounds.requestsPerSecond() > 0 && aheadNanos > SECOND_NANOS) {
                return Optional.of(
                        refusal(
                                "TOO_MANY_REQUESTS_PER_SECOND",
                                bounds.requestsPerSecond() + " requests in a second",
                                "MAX_REQUESTS_PER_SECOND",
                                Duration.ofNanos(aheadNanos - SECOND_NANOS)));
            }
            return Optional.empty();
        }

        private static Refusal refusal(
                String code, String limit, String setting, @Nullable Duration retryAfter) {
            return new Refusal(
                    code + "_OF_CALLER",
                    "The gateway's limit for one caller is reached: " + limit + ".",
                    "CODEFLEET_GATEWAY_" + setting + "_PER_CALLER",
                    retryAfter);
        }

        private void take(Use use, long nowNanos) {
            underWay.merge(use, 1, Integer::sum);
            if (bounds.requestsPerSecond() > 0) {
                var from = evenNanos - nowNanos > 0 ? evenNanos : nowNanos;
                evenNanos = from + SECOND_NANOS / bounds.requestsPerSecond();
            }
        }
    }
}
