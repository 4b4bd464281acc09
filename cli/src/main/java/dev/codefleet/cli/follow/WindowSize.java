package dev.codefleet.cli.follow;

import dev.codefleet.cli.terminal.TerminalSize;
import sun.misc.Signal;

/** The size of the terminal's window, asked for again when the system says that it changed. */
final class WindowSize {
    private volatile boolean isStale;
    private TerminalSize size;

    /**
     * @param isInteractive whether there is a window at all
     */
    WindowSize(boolean isInteractive) {
        size = TerminalSize.USUAL;
        isStale = isInteractive;
        if (isInteractive) {
            try {
                Signal.handle(new Signal("WINCH"), _ -> isStale = true);
            } catch (IllegalArgumentException _) {
                // A system without this signal: the size stays what it was at the start.
            }
        }
    }

    /** To be called by one thread. */
    TerminalSize current() {
        if (isStale) {
            isStale = false;
            size = TerminalSize.ofProcess();
        }
        return size;
    }
}
