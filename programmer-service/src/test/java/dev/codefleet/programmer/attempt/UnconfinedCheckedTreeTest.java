package dev.codefleet.programmer.attempt;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** What checks see without a sandbox. */
@QuarkusTest
@TestProfile(Profiles.Unconfined.class)
class UnconfinedCheckedTreeTest extends CheckedTreeContract {}
