package dev.codefleet.programmer;

import dev.codefleet.web.ServiceStart;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts a programmer. */
@QuarkusMain
public final class ProgrammerService {
    public static void main(String... args) {
        ServiceStart.run(args);
    }
}
