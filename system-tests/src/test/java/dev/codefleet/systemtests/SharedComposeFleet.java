package dev.codefleet.systemtests;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.testcontainers.DockerClientFactory;

/**
 * Gives all tests of containers one fleet, which they leave as they found it. Where there is no
 * Docker they are skipped, and say so.
 */
final class SharedComposeFleet implements ExecutionCondition, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(SharedComposeFleet.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return Engine.IS_THERE
                ? ConditionEvaluationResult.enabled("Docker is there")
                : ConditionEvaluationResult.disabled("no Docker engine with Compose v2");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ComposeFleet.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Start.class, _ -> new Start(), Start.class)
                .fleet();
    }

    /** Looked for once. */
    private static final class Engine {
        static final boolean IS_THERE = isThere();

        private static boolean isThere() {
            var isThere =
                    DockerClientFactory.instance().isDockerAvailable()
                            && ComposeProject.isInstalled();
            if (!isThere) {
                System.err.println(
                        """
                        ################################################################
                        # No Docker engine with Compose v2 here: NOTHING that runs in  #
                        # containers is tested. See .ci/docker.                        #
                        ################################################################\
                        """);
            }
            return isThere;
        }
    }

    /** One try: a fleet that does not start is not started again for every test. */
    private static final class Start implements AutoCloseable {
        private final CompletableFuture<ComposeFleet> fleet = new CompletableFuture<>();

        Start() {
            try {
                fleet.complete(ComposeFleet.start());
            } catch (RuntimeException | AssertionError e) {
                fleet.completeExceptionally(e);
            }
        }

        ComposeFleet fleet() {
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
