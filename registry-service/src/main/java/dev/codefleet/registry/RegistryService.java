package dev.codefleet.registry;

import dev.codefleet.web.ServiceStart;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts a registry. */
@QuarkusMain
public final class RegistryService {
    public static void main(String... args) {
        ServiceStart.run(args);
    }
}
