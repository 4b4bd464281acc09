package dev.codefleet.cli.run;

import dev.codefleet.cli.terminal.Terminal;
import java.util.List;

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
        staying.forEach(line -> text.append(line).append('\n'));
        frame.forEach(line -> text.append(line).append('\n'));
        height = frame.size();
        // In one piece, so that no half-drawn screen is seen.
        terminal.out().print(text);
        terminal.out().flush();
    }
}
