package dev.codefleet.systemtests;

import java.nio.file.Path;
import java.util.Objects;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** Repositories that containers reach over HTTP, as those of a team are. */
final class ServedRepositories implements AutoCloseable {
    private static final String IMAGE = "codefleet/programmer:latest";
    private static final String NAME = "repositories";
    private static final int PORT = 8000;

    private final Path directory;
    private final GenericContainer<?> server;

    private ServedRepositories(Path directory, GenericContainer<?> server) {
        this.directory = directory;
        this.server = server;
    }

    /**
     * A server in a network of Docker's; its image is one of the fleet's, which has all it needs.
     */
    @SuppressWarnings("resource")
    static ServedRepositories start(String network) {
        var directory = Scratch.directory("served");
        var server =
                new GenericContainer<>(DockerImageName.parse(IMAGE))
                        .withFileSystemBind(directory.toString(), "/srv", BindMode.READ_ONLY)
                        .withNetworkMode(network)
                        // Compose labels the images that it builds: this is none of its containers.
                        .withLabel("com.docker.compose.project", "")
                        .withLabel("com.docker.compose.service", "")
                        .withCreateContainerCmdModifier(create ->
                                // The scratch directory is closed to others.
                                create.withUser("0")
                                        .withName(NAME + "-" + network)
                                        .withHostName(NAME)
                                        .withAliases(NAME)
                                        .withEntrypoint("java", "-m", "jdk.httpserver"))
                        .withCommand("-d", "/srv", "-b", "0.0.0.0", "-p", Integer.toString(PORT))
                        .waitingFor(Wait.forLogMessage(".*Serving .*", 1));
        server.start();
        return new ServedRepositories(directory, server);
    }

    /**
     * Serves what is in a repository now.
     *
     * @return the address at which the fleet finds it
     */
    String serve(Repository repository) {
        var name = Objects.requireNonNull(repository.directory().getFileName()) + ".git";
        var served = directory.resolve(name);
        repository.git("clone", "--quiet", "--bare", ".", served.toString());
        new Repository(served).git("update-server-info");
        return "http://" + NAME + ":" + PORT + "/" + name;
    }

    @Override
    public void close() {
        server.stop();
    }
}
