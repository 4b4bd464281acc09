package dev.codefleet.manager.api;

import dev.codefleet.contract.job.JobId;
import dev.codefleet.contracttests.ManagerContract;
import dev.codefleet.manager.TestJobs;
import dev.codefleet.manager.job.Stores;
import dev.codefleet.postgres.EmbeddedPostgres;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.io.TempDir;

/** The manager's side of the wire that gateways use; the whole service, on a real database. */
@QuarkusTest
@WithTestResource(ManagerWireTest.Surroundings.class)
class ManagerWireTest extends ManagerContract {
    private static final long LOW_FENCE = 1;

    @TestHTTPResource URI address;

    @Inject DataSource database;

    @TempDir Path directory;

    /** A database, and no registry. */
    public static final class Surroundings implements QuarkusTestResourceLifecycleManager {
        private final EmbeddedPostgres postgres = EmbeddedPostgres.temporary();

        @Override
        public Map<String, String> start() {
            try {
                return Map.of(
                        "quarkus.datasource.jdbc.url", postgres.createDatabase("wire"),
                        "quarkus.datasource.username", postgres.user(),
                        "quarkus.datasource.password", postgres.password(),
                        "codefleet.manager.git-directory",
                                Files.createTempDirectory("codefleet-wire").toString(),
                        "codefleet.id", "manager-1",
                        "codefleet.announce", "false",
                        "codefleet.registries", "http://127.0.0.1:1");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void stop() {
            postgres.close();
        }
    }

    @Override
    protected Given given() {
        return new Given() {
            @Override
            public URI address() {
                return address;
            }

            @Override
            public JobId jobOf(String manager) throws Exception {
                var insert =
                        "INSERT INTO manager (id, url, fence, expires_at)"
                                + " VALUES (?, 'http://127.0.0.1:1', ?, now() + interval '1 hour')"
                                + " ON CONFLICT DO NOTHING";
                try (var connection = database.getConnection();
                        var statement = connection.prepareStatement(insert)) {
                    statement.setString(1, manager);
                    statement.setLong(2, LOW_FENCE);
                    statement.execute();
                }
                var job = TestJobs.job(TestJobs.subtask("a"));
                Stores.of(database).jobs().accept(job, manager, LOW_FENCE);
                return job.id();
            }

            @Override
            public byte[] repository() throws Exception {
                var bundle = directory.resolve("all.bundle");
                git("init", "--quiet");
                git(
                        "-c",
                        "user.name=Test",
                        "-c",
                        "user.email=test@localhost",
                        "commit",
                        "--quiet",
                        "--allow-empty",
                        "--message=first");
                git("bundle", "create", "--quiet", bundle.toString(), "--all");
                return Files.readAllBytes(bundle);
            }
        };
    }

    private void git(String... arguments) throws Exception {
        var line = new ArrayList<String>();
        line.add("git");
        line.addAll(List.of(arguments));
        var process = new ProcessBuilder(line).directory(directory.toFile()).inheritIO().start();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", line));
        }
    }
}
