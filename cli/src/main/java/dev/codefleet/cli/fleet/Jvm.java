package dev.codefleet.cli.fleet;

import java.util.List;

/** Flags that all JVMs of a fleet share. */
final class Jvm {
    /**
     * A cache that does not fit is a slower start and no matter for the user; and what Netty does
     * with native code is meant.
     */
    static final List<String> QUIET =
            List.of(
                    "-Xlog:disable",
                    "-Xlog:all=error:stderr",
                    "-Xlog:aot=off",
                    "-Xlog:cds=off",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    private Jvm() {}
}
