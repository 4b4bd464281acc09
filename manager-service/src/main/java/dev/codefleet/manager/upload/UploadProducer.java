package dev.codefleet.manager.upload;

import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitSettings;
import dev.codefleet.manager.ManagerConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;

/** Produces the store of uploaded repositories, which is wired by hand. */
@Singleton
class UploadProducer {
    @Produces
    @Singleton
    Uploads uploads(ManagerConfig config, UploadStore store) throws IOException {
        var files =
                new UploadFiles(
                        config.gitDirectory().resolve("uploads").toAbsolutePath(),
                        config.repositoriesMaxBytesOnDisk());
        var git =
                new Git(
                        GitSettings.defaults(
                                config.gitDirectory().resolve("home").toAbsolutePath()));
        return new Uploads(
                store, files, git, config.repositoryMaxBytes(), config.repositoriesMaxTotalBytes());
    }
}
