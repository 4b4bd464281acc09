package dev.codefleet.programmer.attempt;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.condition.EnabledIf;

/** How attempts end in bubblewrap. */
@QuarkusTest
@EnabledIf("dev.codefleet.programmer.execute.Sandboxes#isBubblewrapHere")
@TestProfile(Profiles.Sandboxed.class)
class SandboxedStopTest extends StopContract {}
