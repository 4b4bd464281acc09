package dev.codefleet.benchmarks.fleet;

import dev.codefleet.localfleet.Member;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Flight recordings of services, taken from outside with {@code jcmd}. */
public final class Recording implements AutoCloseable {
    private static final String NAME = "benchmark";

    private final List<Member> members;

    private Recording(List<Member> members) {
        this.members = members;
    }

    /** Records nothing. */
    static Recording none() {
        return new Recording(List.of());
    }

    /** Starts a recording of each member, which goes to {@code <directory>/<id>.jfr}. */
    static Recording start(List<Member> members, Path directory)
            throws IOException, InterruptedException {
        Files.createDirectories(directory);
        for (var member : members) {
            var file = directory.resolve(member.id() + ".jfr").toAbsolutePath();
            command(member, "JFR.start", "settings=profile", "filename=" + file);
        }
        return new Recording(members);
    }

    /** Writes the recordings. */
    @Override
    public void close() throws IOException, InterruptedException {
        for (var member : members) {
            command(member, "JFR.stop");
        }
    }

    private static void command(Member member, String command, String... options)
            throws IOException, InterruptedException {
        var process = member.process();
        if (process.isEmpty()) {
            return;
        }
        var line = new ArrayList<String>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        line.addAll(List.of(Long.toString(process.get().pid()), command, "name=" + NAME));
        line.addAll(List.of(options));
        var jcmd = new ProcessBuilder(line).redirectErrorStream(true);
        jcmd.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        var exitCode = jcmd.start().waitFor();
        if (exitCode != 0) {
            throw new IOException(command + " failed for " + member.id() + ": " + exitCode);
        }
    }
}
