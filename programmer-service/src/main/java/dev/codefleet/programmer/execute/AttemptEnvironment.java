package dev.codefleet.programmer.execute;

import dev.codefleet.contract.attempt.Order;
import dev.codefleet.programmer.text.Text;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The variables that an attempt's processes get. It starts from nothing: of the programmer's own
 * variables only those with a name on a list are handed on, so that none of its secrets is.
 */
public final class AttemptEnvironment {
    private static final int MAX_BYTES = 16 * 1024;
    private static final String DEFAULT_PATH =
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final Map<String, String> handedOn = new HashMap<>();

    /**
     * @param own the programmer's variables
     * @param allowed names of those that are handed on, besides {@code PATH}
     */
    public AttemptEnvironment(Map<String, String> own, List<String> allowed) {
        handedOn.put("PATH", own.getOrDefault("PATH", DEFAULT_PATH));
        // Names of files are the same bytes whoever started the programmer, and wherever.
        handedOn.put("LANG", "C.UTF-8");
        for (var name : allowed) {
            var value = own.get(name);
            if (value != null) {
                handedOn.put(name, value);
            }
        }
    }

    /**
     * The variables of one process.
     *
     * @param feedback what went wrong before; null when nothing did
     */
    public Map<String, String> of(Order order, int iteration, @Nullable String feedback) {
        var variables = new HashMap<>(handedOn);
        variables.put("CODEFLEET_JOB", order.attempt().job().toString());
        variables.put("CODEFLEET_SUBTASK", order.attempt().key());
        variables.put("CODEFLEET_ITERATION", Integer.toString(iteration));
        variables.put("CODEFLEET_GOAL", bounded(order.task().goal()));
        variables.put("CODEFLEET_FEEDBACK", bounded(feedback));
        return variables;
    }

    private static String bounded(@Nullable String text) {
        return text == null ? "" : Text.cutBytes(text.replace('\0', ' '), MAX_BYTES);
    }
}
