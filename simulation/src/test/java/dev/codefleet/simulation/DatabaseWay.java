package dev.codefleet.simulation;

import dev.codefleet.manager.job.SimulatedDatabase;
import java.sql.SQLException;

/** The way to the database: it may refuse, be slow, or lose an answer to what it has done. */
final class DatabaseWay implements SimulatedDatabase.Way {
    private static final String CONNECTION_FAILURE = "08006";

    private final World world;
    private boolean isDown;
    private boolean isSlow;
    private double lostAnswers;

    DatabaseWay(World world) {
        this.world = world;
    }

    void goDown() {
        isDown = true;
    }

    void comeUp() {
        isDown = false;
    }

    void slow(boolean slow) {
        isSlow = slow;
    }

    void loseAnswers(double share) {
        lostAnswers = share;
    }

    /** How long the way there takes, in nanoseconds. */
    long trip() {
        return isSlow
                ? world.millis(100, 3_000)
                : world.happens(0.95) ? world.between(200_000, 2_000_000) : world.millis(2, 50);
    }

    @Override
    public <T> T through(SimulatedDatabase.Work<T> work) throws SQLException {
        if (isDown) {
            throw new SQLException("the database refuses", CONNECTION_FAILURE);
        }
        var result = work.run();
        if (world.happens(lostAnswers)) {
            throw new SQLException("the answer is lost", CONNECTION_FAILURE);
        }
        return result;
    }
}
