package dev.codefleet.manager.retention;

import javax.sql.DataSource;

/** Stores as the container would make them. */
public final class RetentionStores {
    private RetentionStores() {}

    public static RetentionStore of(DataSource database) {
        return new RetentionStore(database);
    }
}
