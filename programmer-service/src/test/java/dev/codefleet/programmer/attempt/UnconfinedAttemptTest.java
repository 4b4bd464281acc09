package dev.codefleet.programmer.attempt;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Attempts without a sandbox. */
@QuarkusTest
@TestProfile(Profiles.Unconfined.class)
class UnconfinedAttemptTest extends AttemptContract {
    @Override
    String isolation() {
        return "none";
    }

    @Override
    String network() {
        return "not held";
    }
}
