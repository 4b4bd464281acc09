package dev.codefleet.localfleet;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Command line, environment and directories of one process of a fleet.
 *
 * @param environment all of it
 * @param directory it runs in, and keeps its state in
 * @param log what it prints is appended to
 */
record MemberSpec(
        ServiceKind kind,
        String id,
        int port,
        List<String> command,
        Map<String, String> environment,
        Path directory,
        Path log) {

    String url() {
        return Ports.url(port);
    }
}
