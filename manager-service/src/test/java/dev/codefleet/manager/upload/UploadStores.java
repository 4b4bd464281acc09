package dev.codefleet.manager.upload;

import java.time.InstantSource;
import javax.sql.DataSource;

/** Stores as the container would make them. */
public final class UploadStores {
    private UploadStores() {}

    public static UploadStore of(DataSource database, InstantSource clock) {
        return new UploadStore(database, clock);
    }
}
