package dev.codefleet.manager.lease;

import dev.codefleet.contract.agent.Lane;
import dev.codefleet.manager.job.SimulatedDatabase;
import dev.codefleet.web.Ticker;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.LongConsumer;

/** A manager's lease and takeover over a simulated database, driven by hand. */
public final class SimulatedLeases {
    private SimulatedLeases() {}

    public static ManagerLease lease(
            SimulatedDatabase database,
            Ticker ticker,
            String manager,
            String url,
            LongConsumer acquired) {
        var lease = new ManagerLease(new Leases(database), ticker);
        lease.name(manager, url, acquired);
        return lease;
    }

    public static Takeover takeover(SimulatedDatabase database) {
        return new Takeover(new Claims(database), database.stored());
    }

    static LeaseStore leases(SimulatedDatabase database) {
        return new Leases(database);
    }

    static TakeoverStore claims(SimulatedDatabase database) {
        return new Claims(database);
    }

    /** What the lease's timer does. */
    public static void renew(ManagerLease lease) throws SQLException {
        lease.renew();
    }

    private static final class Leases extends LeaseStore {
        private final SimulatedDatabase database;

        Leases(SimulatedDatabase database) {
            super(SimulatedDatabase.nothingBeneath());
            this.database = database;
        }

        @Override
        long acquire(String manager, String url, Duration time) throws SQLException {
            return database.acquire(manager, time);
        }

        @Override
        boolean renew(String manager, long fence, Duration time) throws SQLException {
            return database.renew(manager, fence, time);
        }

        @Override
        void release(String manager, long fence) throws SQLException {
            database.release(manager, fence);
        }
    }

    private static final class Claims extends TakeoverStore {
        private final SimulatedDatabase database;

        Claims(SimulatedDatabase database) {
            super(SimulatedDatabase.noQueries());
            this.database = database;
        }

        @Override
        List<Claimed> claim(String manager, long fence, Collection<Lane> lanes, int limit)
                throws SQLException {
            return database.claim(manager, fence, lanes, limit).entrySet().stream()
                    .map(each -> new Claimed(each.getKey(), each.getValue()))
                    .toList();
        }

        @Override
        List<Claimed> ours(String manager, long fence) throws SQLException {
            return database.ours(manager, fence).entrySet().stream()
                    .map(each -> new Claimed(each.getKey(), each.getValue()))
                    .toList();
        }
    }
}
