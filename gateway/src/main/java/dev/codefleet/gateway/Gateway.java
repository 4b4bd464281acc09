package dev.codefleet.gateway;

import dev.codefleet.web.ServiceStart;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts a gateway. */
@QuarkusMain
public final class Gateway {
    public static void main(String... args) {
        // The server's own check refuses malformed addresses without a word. Without it they come
        // as far as we do, and get a problem detail like every other fault; what goes on to a
        // manager is checked by us.
        System.setProperty("vertx.disableURIValidation", "true");
        ServiceStart.run(args);
    }
}
