package dev.codefleet.systemtests;

import dev.codefleet.localfleet.FleetSpec;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests that leave a fleet as they found it one and the same: 3 programmers with 2 slots
 * each.
 */
final class SharedFleet implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(SharedFleet.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Fleet.class;
    }

    @Override
    public Fleet resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // The root's store closes what it holds when all tests are over.
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Start.class, _ -> new Start(), Start.class)
                .fleet();
    }

    /** One try: a fleet that does not start is not started again for every test. */
    private static final class Start implements AutoCloseable {
        private final CompletableFuture<Fleet> fleet = new CompletableFuture<>();

        Start() {
            try {
                fleet.complete(Fleet.start(FleetSpec.usual()));
            } catch (RuntimeException e) {
                fleet.completeExceptionally(e);
            }
        }

        Fleet fleet() {
            return fleet.join();
        }

        @Override
        public void close() {
            if (!fleet.isCompletedExceptionally()) {
                fleet.join().close();
            }
        }
    }
}
