package dev.codefleet.cli;

import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into this jar's manifest. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        var version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"codefleet " + (version == null ? "(unpackaged)" : version)};
    }
}
