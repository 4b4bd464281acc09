package dev.codefleet.web;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** Settings of the names by which a service is called. */
@ConfigMapping(prefix = "codefleet")
public interface HostConfig {
    /**
     * Host names of the service besides its own, such as that of a proxy before it; {@code
     * *.example.org} for all below one, {@code *} for all. In the environment {@code
     * CODEFLEET_ALLOWED_HOSTS}, with commas between them.
     */
    Optional<List<String>> allowedHosts();

    /** The address that the service listens on, by name or in digits. */
    Optional<String> host();

    /** The address at which the service tells others that it is reached. */
    Optional<String> url();
}
