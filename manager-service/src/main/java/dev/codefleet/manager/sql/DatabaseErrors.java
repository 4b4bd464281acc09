package dev.codefleet.manager.sql;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Tells the operator in words what keeps the database from doing what it is asked. Pure. */
public final class DatabaseErrors {
    private static final String DISK_FULL = "53100";
    private static final String TOO_MANY_CONNECTIONS = "53300";

    private DatabaseErrors() {}

    /** The same words for the same trouble. */
    public static String words(SQLException failure) {
        if (isDiskFull(failure)) {
            return "the database's disk is full";
        }
        return TOO_MANY_CONNECTIONS.equals(failure.getSQLState())
                ? "the database takes no more connections"
                : "database away";
    }

    /** Whether there is no room for what was to be written. */
    public static boolean isDiskFull(SQLException failure) {
        for (var each = failure; each != null; each = each.getNextException()) {
            if (DISK_FULL.equals(each.getSQLState()) || isDiskFull(each.getCause())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDiskFull(@Nullable Throwable cause) {
        return cause instanceof SQLException failure && isDiskFull(failure);
    }
}
