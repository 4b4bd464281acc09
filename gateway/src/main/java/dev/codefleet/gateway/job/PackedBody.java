package dev.codefleet.gateway.job;

import dev.codefleet.gateway.access.Quota;
import dev.codefleet.gateway.access.UnavailableRefusals;
import dev.codefleet.gateway.manager.ForwardedBody;
import io.vertx.core.buffer.Buffer;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks a body of which all has arrived: into memory, or into a file where it is large. Blocks.
 * The bounds are those of what comes out.
 *
 * @param encoding one of {@link #encoding}
 */
record PackedBody(
        String encoding,
        BodyIntake.Bounds bounds,
        Quota spooledBytes,
        UnavailableRefusals unavailable) {
    private static final Set<String> KNOWN = Set.of("gzip", "deflate");
    private static final int PIECE = 65_536;

    /**
     * @param reserved bytes that were taken of the quota, to be given back
     */
    record Unpacked(ForwardedBody body, @Nullable Path file, long reserved) {}

    /** The encoding that a header names, if it is one that is unpacked here; null for none. */
    static @Nullable String encoding(@Nullable String header) {
        var name = header == null ? "" : header.strip().toLowerCase(Locale.ROOT);
        return KNOWN.contains(name) ? name : null;
    }

    /**
     * @throws dev.codefleet.web.ProblemException if it is not packed so, too large, or finds no
     *     room
     */
    Unpacked unpack(ForwardedBody packed) throws IOException {
        try (var in = inflated(open(packed))) {
            var start = in.readNBytes(bounds.maxBytesInMemory() + 1);
            if (start.length <= bounds.maxBytesInMemory()) {
                return new Unpacked(new ForwardedBody.InMemory(Buffer.buffer(start)), null, 0);
            }
            return toFile(start, in);
        } catch (ZipException | EOFException _) {
            throw BodyRefusals.notPacked(encoding);
        }
    }

    private Unpacked toFile(byte[] start, InputStream in) throws IOException {
        var file = Files.createTempFile(BodyFiles.prefix(), BodyFiles.SUFFIX);
        var bytes = 0L;
        var isWhole = false;
        try (var out = Files.newOutputStream(file)) {
            var piece = start;
            while (piece.length > 0) {
                if (bytes + piece.length > bounds.maxBytes()) {
                    throw BodyRefusals.tooLarge(bounds.maxBytes());
                }
                if (!spooledBytes.tryTake(piece.length)) {
                    throw BodyRefusals.noRoom(unavailable);
                }
                bytes += piece.length;
                out.write(piece);
                piece = in.readNBytes(PIECE);
            }
            isWhole = true;
        } finally {
            if (!isWhole) {
                spooledBytes.giveBack(bytes);
                Files.delete(file);
            }
        }
        return new Unpacked(new ForwardedBody.InFile(file, bytes), file, bytes);
    }

    private static InputStream open(ForwardedBody packed) throws IOException {
        return switch (packed) {
            case ForwardedBody.None _ -> InputStream.nullInputStream();
            case ForwardedBody.InMemory(var bytes) -> new ByteArrayInputStream(bytes.getBytes());
            case ForwardedBody.InFile(var file, _) -> Files.newInputStream(file);
        };
    }

    private InputStream inflated(InputStream packed) throws IOException {
        if (encoding.equals("gzip")) {
            return new GZIPInputStream(packed, PIECE);
        }
        // RFC 9110 means zlib's format by "deflate"; some send the bare one.
        var peeked = new BufferedInputStream(packed, PIECE);
        peeked.mark(2);
        var first = peeked.read();
        var isZlib = (first & 0x0f) == 8 && ((first << 8) + peeked.read()) % 31 == 0;
        peeked.reset();
        return new InflaterInputStream(peeked, new Inflater(!isZlib), PIECE);
    }
}
