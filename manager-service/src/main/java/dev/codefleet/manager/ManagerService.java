package dev.codefleet.manager;

import dev.codefleet.web.ServiceStart;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts a manager. */
@QuarkusMain
public final class ManagerService {
    public static void main(String... args) {
        ServiceStart.run(args);
    }
}
