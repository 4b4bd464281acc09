package dev.codefleet.manager.job;

import dev.codefleet.manager.sql.Queries;
import dev.codefleet.support.Json;
import javax.sql.DataSource;

/** Stores as the container would make them. */
public record Stores(
        Queries query,
        JobStore jobs,
        BatchStore batches,
        JobViewStore views,
        StoredJobStore stored,
        ResumeStore resumes,
        AttemptLogStore wholeLogs,
        AttestationStore attestations) {
    public static Stores of(DataSource database) {
        var query = new Queries(database, Json.mapper());
        return new Stores(
                query,
                new JobStore(database, Json.mapper(), query),
                new BatchStore(database, Json.mapper()),
                new JobViewStore(query),
                new StoredJobStore(query),
                new ResumeStore(database, Json.mapper()),
                new AttemptLogStore(query),
                new AttestationStore(query));
    }
}
