package dev.codefleet.support;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The end of a text file, such as a log, of which only the last part is worth showing. */
public final class FileTail {
    private FileTail() {}

    /**
     * What a file holds from a position on, the last bytes of it at most.
     *
     * @param from position of the first byte that counts
     * @param mostBytes most bytes that are read
     */
    public static String text(Path file, long from, int mostBytes) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.position(Math.max(from, channel.size() - mostBytes));
            var bytes = ByteBuffer.allocate(mostBytes);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // Reads on until the end of the file or the buffer.
            }
            return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
        }
    }

    /** The last lines of a file, as far as they are in its last bytes. */
    public static List<String> lines(Path file, int mostLines, int mostBytes) throws IOException {
        var lines = text(file, 0, mostBytes).lines().toList();
        return lines.subList(Math.max(0, lines.size() - mostLines), lines.size());
    }
}
