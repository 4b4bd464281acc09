package dev.codefleet.web;

import io.quarkus.runtime.configuration.MemorySize;
import jakarta.inject.Inject;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Holds bodies to the configured size while they are read, for those that do not say theirs
 * beforehand. The framework's own check would end the response without a word.
 */
@Provider
public class BodyLimit implements ReaderInterceptor {
    private final long maxBodyBytes;
    private final long maxBytesInMemory;

    /**
     * @param maxBodySizeInMemory of bodies that are not taken as a stream; where it is absent, all
     *     have the same limit
     */
    @Inject
    BodyLimit(
            @ConfigProperty(name = "quarkus.http.limits.max-body-size", defaultValue = "10M")
                    MemorySize maxBodySize,
            @ConfigProperty(name = "web.max-body-size-in-memory")
                    Optional<MemorySize> maxBodySizeInMemory) {
        this.maxBodyBytes = maxBodySize.asLongValue();
        this.maxBytesInMemory = maxBodySizeInMemory.orElse(maxBodySize).asLongValue();
    }

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        var isStream = context.getType().equals(InputStream.class);
        var maxBytes = isStream ? maxBodyBytes : Math.min(maxBodyBytes, maxBytesInMemory);
        context.setInputStream(new Counted(context.getInputStream(), maxBytes));
        return context.proceed();
    }

    private static final class Counted extends FilterInputStream {
        private final long maxBytes;
        private long bytes;

        Counted(InputStream body, long maxBytes) {
            super(body);
            this.maxBytes = maxBytes;
        }

        @Override
        public int read() throws IOException {
            var read = super.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            var read = super.read(target, offset, length);
            count(Math.max(read, 0));
            return read;
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        private void count(int read) {
            bytes += read;
            if (bytes > maxBytes) {
                throw new ProblemException(
                        Problems.bodyTooLarge(maxBytes),
                        new ProblemException.Header("Connection", "close"));
            }
        }
    }
}
