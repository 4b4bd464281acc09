package dev.codefleet.simulation;

import java.time.Duration;

/**
 * What an agent's process runs on: its clocks go on over the process's lives.
 *
 * @param name of the agent
 * @param rate of its monotonic clock against true time
 * @param skew of its wall clock
 */
public record Machine(World world, String name, double rate, Duration skew) {
    /** Two clocks differ by at most 10 %. */
    private static final double SLOWEST = 0.955;

    private static final double FASTEST = 1.05;

    static Machine of(World world, String name) {
        double chance = world.random().nextDouble();
        double rate =
                world.happens(0.3)
                        ? (chance < 0.5 ? SLOWEST : FASTEST)
                        : SLOWEST + chance * (FASTEST - SLOWEST);
        return new Machine(
                world, name, rate, Duration.ofNanos(world.millis(0, 2_000) - 1_000_000_000L));
    }

    /** Its base address. */
    public String url() {
        return "http://" + name;
    }

    /** Its monotonic clock, in nanoseconds. */
    public long nanos() {
        return (long) (world.now() * rate);
    }

    /** How long a time of its clock really lasts, in nanoseconds. */
    public long real(long nanos) {
        return (long) Math.ceil(nanos / rate);
    }
}
