package dev.codefleet.git.remote;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The directories of a fleet, in which no repository is a user's to name: mirrors of what others
 * have submitted lie there.
 */
public final class FleetHome {
    /** Told to every service that the command starts. */
    private static final String PROPERTY = "dev.codefleet.home";

    private FleetHome() {}

    /**
     * The directories below which git may read: a service's own and the home of the fleet.
     *
     * @param own a service's own directory
     */
    public static List<Path> with(Path own) {
        var directories = new ArrayList<Path>();
        directories.add(own.toAbsolutePath());
        for (var home :
                new String[] {System.getProperty(PROPERTY), System.getenv("CODEFLEET_HOME")}) {
            if (home != null && !home.isBlank()) {
                directories.add(Path.of(home).toAbsolutePath());
            }
        }
        return directories;
    }
}
