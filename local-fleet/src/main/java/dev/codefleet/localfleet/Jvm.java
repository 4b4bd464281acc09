package dev.codefleet.localfleet;

import java.util.List;
import java.util.Map;

/** Flags and variables that all JVMs of a fleet share. */
final class Jvm {
    /**
     * A cache that does not fit is a slower start and no matter for the user; and what Netty does
     * with native code is meant.
     */
    static final List<String> QUIET =
            List.of(
                    // No file in /tmp for each JVM; jcmd with a process id works without it.
                    "-XX:-UsePerfData",
                    "-Xlog:disable",
                    "-Xlog:all=error:stderr",
                    "-Xlog:aot=off",
                    "-Xlog:cds=off",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    /**
     * A JVM turns what its locale cannot write, in names of files, arguments and variables, into
     * question marks. So none has the locale of who starts the fleet.
     */
    static final Map<String, String> LOCALE = Map.of("LC_ALL", "C.UTF-8");

    private Jvm() {}
}
