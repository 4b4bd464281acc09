package dev.codefleet.cli.chaos;

import dev.codefleet.cli.fleet.FleetSpec;
import dev.codefleet.cli.fleet.FreePorts;
import dev.codefleet.cli.fleet.LocalFleet;
import dev.codefleet.cli.fleet.Workplace;
import dev.codefleet.postgres.EmbeddedPostgres;
import dev.codefleet.postgres.PostgresOptions;
import java.util.HashMap;
import java.util.Map;

/** The fleet of a fault run, with a database that the run has in its own hands. */
final class ChaosFleet implements AutoCloseable {
    private static final int GATEWAYS = 2;
    private static final int MANAGERS = 3;
    private static final int REGISTRIES = 3;
    private static final int PROGRAMMERS = 6;

    private final EmbeddedPostgres postgres;
    private final LocalFleet processes;

    private ChaosFleet(EmbeddedPostgres postgres, LocalFleet processes) {
        this.postgres = postgres;
        this.processes = processes;
    }

    static ChaosFleet start(ChaosSettings settings, Workplace workplace) {
        var directory = workplace.home().directory();
        var postgres =
                EmbeddedPostgres.open(directory.resolve("postgres"), PostgresOptions.onPort(0));
        try {
            var environment = new HashMap<>(workplace.environment());
            environment.put("CODEFLEET_DATABASE_URL", postgres.jdbcUrl());
            environment.put("CODEFLEET_DATABASE_USER", postgres.user());
            environment.put("CODEFLEET_DATABASE_PASSWORD", postgres.password());
            var processes =
                    LocalFleet.start(
                            FreePorts.moved(spec(settings)),
                            workplace.home(),
                            workplace.installation(),
                            environment,
                            note -> {});
            return new ChaosFleet(postgres, processes);
        } catch (RuntimeException e) {
            try (postgres) {
                throw e;
            }
        }
    }

    private static FleetSpec spec(ChaosSettings settings) {
        return new FleetSpec(
                GATEWAYS,
                MANAGERS,
                REGISTRIES,
                PROGRAMMERS,
                settings.slots(),
                settings.portOffset(),
                false,
                Map.of());
    }

    LocalFleet processes() {
        return processes;
    }

    EmbeddedPostgres postgres() {
        return postgres;
    }

    @Override
    public void close() {
        try (postgres) {
            processes.close();
        }
    }
}
