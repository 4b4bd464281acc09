package dev.codefleet.attestation;

import dev.codefleet.contract.attempt.Order;
import dev.codefleet.support.Json;
import dev.codefleet.support.Sha256;
import java.util.LinkedHashMap;

/**
 * The sum of what an order asks for, by which a receipt is tied to its order. It covers which
 * attempt it is, what is to be done, its checks, and the commits it starts from; not who sends it
 * and under which fence, for a manager that takes a job over sends the same order anew.
 */
public final class OrderDigest {
    private OrderDigest() {}

    /** The sha256 of an order, in hex. */
    public static String of(Order order) {
        var task = order.task();
        var source = order.source();
        // In this order, for the sum is that of the text.
        var asked = new LinkedHashMap<String, Object>();
        asked.put("attempt", order.attempt());
        asked.put("title", task.title());
        if (task.goal() != null) {
            asked.put("goal", task.goal());
        }
        asked.put("executor", task.executor());
        asked.put("checks", task.checks());
        asked.put("files", task.files());
        if (source != null) {
            asked.put("origin", source.origin());
            asked.put("base", source.base());
        }
        return Sha256.of(Json.text(asked));
    }
}
