package dev.codefleet.gateway.caller;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of who may call a gateway. */
@ConfigMapping(prefix = "codefleet")
public interface AccessConfig {
    /**
     * The access file, which lists the keys of those who may call. It is read again and again.
     * Without it, everybody who reaches the gateway may do everything.
     */
    Optional<Path> accessFile();

    /** Time between two looks at the access file, 10 s at most. */
    @WithDefault("PT2S")
    Duration accessFileInterval();
}
