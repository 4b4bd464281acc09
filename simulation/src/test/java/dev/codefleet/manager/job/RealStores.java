package dev.codefleet.manager.job;

import dev.codefleet.support.Json;
import javax.sql.DataSource;

/** The stores over a real database. */
public record RealStores(
        QueryStore query, JobStore jobs, BatchStore batches, StoredJobStore stored) {
    public static RealStores of(DataSource database) {
        var query = new QueryStore(database, Json.mapper());
        return new RealStores(
                query,
                new JobStore(database, Json.mapper(), query),
                new BatchStore(database, Json.mapper()),
                new StoredJobStore(query));
    }
}
