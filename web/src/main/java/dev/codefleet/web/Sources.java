package dev.codefleet.web;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * The one place where clocks, randomness and ids enter a service. A test replaces any of them by a
 * bean of its own.
 */
@Singleton
class Sources {
    @Produces
    @Singleton
    @DefaultBean
    InstantSource wallClock() {
        return InstantSource.system();
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
