package dev.codefleet.manager.lease;

import dev.codefleet.manager.job.Stores;
import dev.codefleet.web.Ticker;
import java.time.Duration;
import javax.sql.DataSource;

/** Leases as the container would make them. */
public final class Leases {
    private Leases() {}

    public static ManagerLease lease(DataSource database, Ticker ticker) {
        return new ManagerLease(new LeaseStore(database), ticker);
    }

    public static Takeover takeover(DataSource database) {
        var stores = Stores.of(database);
        return new Takeover(new TakeoverStore(stores.query()), stores.stored());
    }

    /** Takes a lease of a minute for a manager. */
    public static long acquire(DataSource database, String manager) throws java.sql.SQLException {
        return new LeaseStore(database)
                .acquire(manager, "http://" + manager, Duration.ofMinutes(1));
    }
}
