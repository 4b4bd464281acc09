package dev.codefleet.cli;

import dev.codefleet.localfleet.Installation;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into this jar's manifest. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        var version = Version.class.getPackage().getImplementationVersion();
        var commit = Installation.ofProcess().commit().map(id -> " (" + id + ")").orElse("");
        return new String[] {"codefleet " + (version == null ? "(unpackaged)" : version) + commit};
    }
}
