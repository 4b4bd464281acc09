package dev.codefleet.chaos.check;

import java.util.stream.Stream;

/** Checks one promise: finds where a history shows that it was not kept. Pure. */
interface Rule {
    /** In a few words, as it is shown. */
    String promise();

    /** What happened against it. */
    Stream<String> breaches(IndexedHistory evidence);
}
