package dev.codefleet.gateway.caller;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Settings of who may call a gateway. */
@ConfigMapping(prefix = "codefleet")
public interface AccessConfig {
    /**
     * The access file, which lists the keys of those who may call. It is read again every 2 s.
     * Without it, everybody who reaches the gateway may do everything.
     */
    Optional<Path> accessFile();
}
