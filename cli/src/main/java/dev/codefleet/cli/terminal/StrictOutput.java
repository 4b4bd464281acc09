package dev.codefleet.cli.terminal;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Output whose failure ends the command: a {@link java.io.PrintStream} over another stream keeps an
 * {@link IOException} to itself, but lets {@link OutputFailed} through.
 */
final class StrictOutput extends OutputStream {
    private final OutputStream to;

    StrictOutput(OutputStream to) {
        this.to = to;
    }

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        try {
            to.write(bytes, offset, length);
        } catch (IOException e) {
            throw OutputFailed.of(e);
        }
    }

    @Override
    public void flush() {
        try {
            to.flush();
        } catch (IOException e) {
            throw OutputFailed.of(e);
        }
    }
}
