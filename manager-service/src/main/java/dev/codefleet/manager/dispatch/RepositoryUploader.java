package dev.codefleet.manager.dispatch;

import dev.codefleet.manager.programmers.BundleClient;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.FileNotFoundException;
import java.io.IOException;

/** Brings the repositories that users have uploaded to programmers. */
final class RepositoryUploader {
    private final BlockingWork work;
    private final JobRepositories repositories;
    private final BundleClient client;

    RepositoryUploader(BlockingWork work, JobRepositories repositories, BundleClient client) {
        this.work = work;
        this.repositories = repositories;
        this.client = client;
    }

    /**
     * Brings a repository to a programmer, unless it has it. Answers on any thread; fails as {@link
     * BundleClient#upload}.
     */
    Future<Void> bring(String sha256, String url) {
        var brought = Promise.<Void>promise();
        work.unattended(() -> {
            try {
                var bundle =
                        repositories
                                .integrator()
                                .uploads()
                                .use(sha256)
                                .orElseThrow(() -> gone(sha256));
                client.upload(url, sha256, bundle.path())
                        .onComplete(end -> bundle.close())
                        .onComplete(brought);
            } catch (RuntimeException | IOException trouble) {
                brought.fail(trouble);
            }
        });
        return brought.future();
    }

    private static IOException gone(String sha256) {
        return new FileNotFoundException(
                "the uploaded repository " + sha256 + " was deleted: upload it again");
    }
}
