package dev.codefleet.cli.follow;

import dev.codefleet.cli.terminal.Terminal;
import java.util.List;
import java.util.stream.Stream;

/** Draws a few lines again and again in the same place, below lines that stay. */
final class LiveScreen {
    private static final String CLEAR_TO_END = "\u001b[J";

    private final Terminal terminal;
    private int height;

    LiveScreen(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * Replaces what was drawn last.
     *
     * @param staying lines that scroll away with time
     */
    void draw(List<String> staying, List<String> frame) {
        var text = new StringBuilder();
        if (height > 0) {
            text.append("\u001b[").append(height).append('A');
        }
        text.append('\r').append(CLEAR_TO_END);
        height = frame.size();
        terminal.draw(text.toString(), Stream.concat(staying.stream(), frame.stream()).toList());
    }
}
