package dev.codefleet.programmer.egress;

import dev.codefleet.contract.attempt.Receipt;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts the connections of one attempt by host, port and refusal: the first hundred such apart,
 * all others together. Safe for use by many threads.
 */
final class EgressLedger {
    private static final int MOST_ROWS = 100;

    private final Map<Key, Row> rows = new LinkedHashMap<>();
    private long others;

    private record Key(String host, int port, @Nullable String refused) {}

    private static final class Row {
        private long times;
        private long sent;
        private long received;
    }

    /**
     * @return whether it is the first of its kind that has a row
     */
    synchronized boolean refused(Target target, String reason) {
        var row = row(new Key(target.host(), target.port(), reason));
        if (row == null) {
            others++;
            return false;
        }
        return ++row.times == 1;
    }

    /** Counts a connection that was never asked for in a way that could be understood. */
    synchronized void unread() {
        others++;
    }

    /** Counts a connection when it is made. */
    synchronized void opened(Target target) {
        var row = row(new Key(target.host(), target.port(), null));
        if (row == null) {
            others++;
        } else {
            row.times++;
        }
    }

    synchronized void passed(Target target, long sent, long received) {
        var row = rows.get(new Key(target.host(), target.port(), null));
        if (row != null) {
            row.sent += sent;
            row.received += received;
        }
    }

    private @Nullable Row row(Key key) {
        var row = rows.get(key);
        if (row == null && rows.size() < MOST_ROWS) {
            row = new Row();
            rows.put(key, row);
        }
        return row;
    }

    synchronized Receipt.Egress account() {
        var connections =
                rows.entrySet().stream()
                        .map(entry ->
                                new Receipt.Connection(
                                        entry.getKey().host(),
                                        entry.getKey().port(),
                                        entry.getKey().refused(),
                                        entry.getValue().times,
                                        entry.getValue().sent,
                                        entry.getValue().received))
                        .toList();
        return new Receipt.Egress(connections, others);
    }
}
