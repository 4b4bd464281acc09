package dev.codefleet.programmer.attempt;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.plan.Executor;
import dev.codefleet.contracttests.ProgrammerContract;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The programmer's side of the wire that managers use. */
@QuarkusTest
@TestProfile(Profiles.Unconfined.class)
class ProgrammerWireTest extends ProgrammerContract {
    private static final int SLOTS = 2;

    @TestHTTPResource URI address;

    @TempDir Path words;

    @Override
    protected Given given() {
        return new Given() {
            @Override
            public URI address() {
                return address;
            }

            @Override
            public int slots() {
                return SLOTS;
            }

            @Override
            public Executor work(AttemptId attempt) {
                var untilGo = "while ! test -e '%s'; do sleep 0.02; done".formatted(word(attempt));
                return new Executor.Command(untilGo, null);
            }

            @Override
            public void letGo(AttemptId attempt) {
                try {
                    Files.write(word(attempt), new byte[0]);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public void beat(AttemptId attempt) {
                // Each running attempt beats by itself.
            }
        };
    }

    private Path word(AttemptId attempt) {
        return words.resolve(attempt.toString());
    }
}
