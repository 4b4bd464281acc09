package dev.codefleet.programmer.attempt;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** How attempts end without a sandbox. */
@QuarkusTest
@TestProfile(Profiles.Unconfined.class)
class UnconfinedStopTest extends StopContract {}
