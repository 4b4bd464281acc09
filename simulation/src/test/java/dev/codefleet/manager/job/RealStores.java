package dev.codefleet.manager.job;

import dev.codefleet.manager.sql.Queries;
import dev.codefleet.support.Json;
import javax.sql.DataSource;

/** The stores over a real database. */
public record RealStores(Queries query, JobStore jobs, BatchStore batches, StoredJobStore stored) {
    public static RealStores of(DataSource database) {
        var query = new Queries(database, Json.mapper());
        return new RealStores(
                query,
                new JobStore(database, Json.mapper(), query),
                new BatchStore(database, Json.mapper()),
                new StoredJobStore(query));
    }
}
