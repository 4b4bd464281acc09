package dev.codefleet.manager.job;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.sql.Queries;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;

/** Finds which of given attempts have ended, whoever held their jobs. */
@Singleton
public class SettledAttemptStore {
    private static final String SETTLED =
            """
            SELECT job, key, number FROM unnest(?, ?, ?) AS asked (job, key, number)
                LEFT JOIN attempt USING (job, key, number)
            WHERE finished_at IS NOT NULL OR NOT EXISTS (SELECT FROM job WHERE job.id = asked.job)\
            """;

    private final Queries query;

    SettledAttemptStore(Queries query) {
        this.query = query;
    }

    /**
     * Those whose end is committed, and those of deleted jobs: nobody needs their reports any more.
     */
    public List<AttemptId> of(List<AttemptId> attempts) throws SQLException {
        return query.list(
                SETTLED,
                row ->
                        new AttemptId(
                                new JobId(row.getString("job")),
                                row.getString("key"),
                                row.getInt("number")),
                attempts.stream().map(one -> one.job().toString()).toArray(String[]::new),
                attempts.stream().map(AttemptId::key).toArray(String[]::new),
                attempts.stream().map(AttemptId::number).toArray(Integer[]::new));
    }
}
