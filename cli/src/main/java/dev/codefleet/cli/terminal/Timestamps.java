package dev.codefleet.cli.terminal;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Points in time for people: with their date, and the zone that they are told in. */
public final class Timestamps {
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ssXXX", Locale.ROOT);

    private Timestamps() {}

    /** In this machine's zone, to the second. */
    public static String text(Instant time) {
        return text(time, ZoneId.systemDefault());
    }

    static String text(Instant time, ZoneId zone) {
        return SECONDS.withZone(zone).format(time);
    }
}
