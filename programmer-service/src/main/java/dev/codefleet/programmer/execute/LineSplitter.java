package dev.codefleet.programmer.execute;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Cuts bytes into lines of bounded length. What is too long for a line is left out and a mark put
 * at its place. Zero characters are replaced, for databases do not take them.
 */
final class LineSplitter {
    static final int MAX_CHARACTERS = 2_000;
    private static final int MAX_BYTES = 4 * MAX_CHARACTERS;
    private static final String CUT = " […]";

    private final Consumer<String> lines;
    private final byte[] line = new byte[MAX_BYTES];
    private int length;
    private boolean isCut;

    LineSplitter(Consumer<String> lines) {
        this.lines = lines;
    }

    void accept(byte[] bytes, int count) {
        for (var i = 0; i < count; i++) {
            if (bytes[i] == '\n') {
                emit();
            } else if (length < MAX_BYTES) {
                line[length++] = bytes[i];
            } else {
                isCut = true;
            }
        }
    }

    /** Gives out a last line that has no line end. */
    void finish() {
        if (length > 0) {
            emit();
        }
    }

    private void emit() {
        var end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        var text = new String(line, 0, end, StandardCharsets.UTF_8).replace('\0', '\uFFFD');
        if (isCut || text.length() > MAX_CHARACTERS) {
            text = Text.cut(text, MAX_CHARACTERS - CUT.length()) + CUT;
        }
        length = 0;
        isCut = false;
        lines.accept(text);
    }
}
