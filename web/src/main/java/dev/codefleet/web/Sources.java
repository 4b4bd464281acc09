package dev.codefleet.web;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The one place where clocks, randomness and ids enter a service. A test replaces any of them by a
 * bean of its own.
 */
@Singleton
class Sources {
    /**
     * Tells microseconds, as PostgreSQL keeps them: a time must not change by being stored.
     *
     * @param offset how far the service's clock is off, for trying what a wrong clock does
     */
    @Produces
    @Singleton
    @DefaultBean
    InstantSource wallClock(
            @ConfigProperty(name = "wall-clock.offset", defaultValue = "PT0S") Duration offset) {
        var clock = InstantSource.offset(InstantSource.system(), offset);
        return () -> clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    @Produces
    @Singleton
    @DefaultBean
    Ticker ticker() {
        return Ticker.system();
    }

    /** Safe for all threads: each call draws from the generator of its own thread. */
    @Produces
    @Singleton
    @DefaultBean
    RandomGenerator random() {
        return () -> ThreadLocalRandom.current().nextLong();
    }

    @Produces
    @Singleton
    @DefaultBean
    IdSource ids(InstantSource clock, RandomGenerator random) {
        return new TimeOrderedIds(clock, random);
    }
}
