package dev.codefleet.manager.integrate;

import java.time.Instant;

/** A text that goes along with a result, and when it was made. */
public record ResultNote(String text, Instant at) {}
