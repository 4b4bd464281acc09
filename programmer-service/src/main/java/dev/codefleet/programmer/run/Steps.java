package dev.codefleet.programmer.run;

import dev.codefleet.contract.attempt.AttemptEvent;
import dev.codefleet.contract.plan.Executor;
import dev.codefleet.programmer.execute.AttemptEnvironment;
import dev.codefleet.programmer.execute.Confinement;
import dev.codefleet.programmer.execute.Launch;
import dev.codefleet.programmer.execute.Output;
import dev.codefleet.programmer.execute.ProcessEnd;
import dev.codefleet.programmer.execute.ProcessRunner;
import dev.codefleet.programmer.execute.ProxyClients;
import dev.codefleet.programmer.text.Excerpt;
import dev.codefleet.programmer.text.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs executor and check processes of one attempt and tells its followers of each phase. */
final class Steps {
    private static final int OUTPUT_BYTES = 20_000;
    private static final int TITLE_CHARACTERS = 200;
    private static final int NOTE_CHARACTERS = 2_000;

    private final AttemptRun run;
    private final ProcessRunner processes;
    private final AttemptEnvironment environment;
    private final @Nullable Path egress;
    private int scripts;

    /**
     * How one process went.
     *
     * @param output what it printed
     */
    record Step(ProcessEnd ended, Excerpt output) {}

    /**
     * @param egress the Unix socket of the attempt's proxy; null for none
     */
    Steps(
            AttemptRun run,
            ProcessRunner processes,
            AttemptEnvironment environment,
            @Nullable Path egress) {
        this.egress = egress;
        this.run = run;
        this.processes = processes;
        this.environment = environment;
    }

    /** Tells that a phase begins. */
    void enter(String phase, int iteration) {
        run.log().flush();
        run.attempt().events().publish(new AttemptEvent.Progress(phase, iteration));
    }

    /** Puts a line into the log that tells what the lines after it are of. */
    void mark(int iteration, String what) {
        var where = iteration > 0 ? "iteration " + iteration + ", " : "";
        run.log()
                .mark(
                        "["
                                + where
                                + Text.cut(what.strip().replace('\n', ' '), TITLE_CHARACTERS)
                                + "]");
    }

    /** Puts a sentence on the attempt into its log. */
    void note(String sentence) {
        run.log().mark("[" + Text.cut(sentence.replace('\n', ' '), NOTE_CHARACTERS) + "]");
    }

    /** Puts what tools are to know of the proxy into a home that has just been made. */
    void furnish(Path home) throws IOException {
        if (egress != null) {
            ProxyClients.furnish(home);
        }
    }

    /** Runs a command to its end. */
    Step run(Executor.Command command, Confinement where, int iteration, @Nullable String feedback)
            throws IOException, InterruptedException {
        var output = new Excerpt(OUTPUT_BYTES);
        var variables = environment.of(run.order(), iteration, feedback);
        if (egress != null) {
            variables.putAll(ProxyClients.variables());
        }
        var grace = run.order().task().limits().grace();
        var launch = new Launch(run.id(), argv(command, where), variables, where, grace, egress);
        var ended =
                processes.run(
                        launch,
                        new Output() {
                            @Override
                            public void line(String line) {
                                output.add(line);
                                run.log().line(line);
                            }

                            @Override
                            public void bytes(byte[] printed, int count) {
                                run.log().bytes(printed, count);
                            }
                        },
                        run.stop());
        run.log().flush();
        return new Step(ended, output);
    }

    /** A script goes through a file: as an argument it could be longer than the system allows. */
    private List<String> argv(Executor.Command command, Confinement where) throws IOException {
        if (command.argv() != null) {
            return command.argv();
        }
        var file = run.files().scripts().resolve(++scripts + ".sh");
        // Earlier steps may have put a link or a pipe there.
        Files.deleteIfExists(file);
        Files.writeString(
                file,
                Objects.requireNonNull(command.run()),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE);
        return List.of("/bin/sh", "-e", processes.inside(where, file).toString());
    }
}
