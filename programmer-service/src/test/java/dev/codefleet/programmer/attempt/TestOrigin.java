package dev.codefleet.programmer.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.contract.attempt.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A repository to work on, and attempts there that wait until the test lets them go on. */
public record TestOrigin(TestRepository repository, Source source, Path words) {
    public static TestOrigin make(Path directory) throws IOException {
        var repository = TestRepository.make(directory.resolve("origin"));
        var head = repository.head();
        var source = new Source(repository.directory().toString(), "main", head, head, List.of());
        return new TestOrigin(repository, source, directory);
    }

    /** An attempt that says "ready", and ends when it is let go on. */
    Order waiting() {
        return waiting("true");
    }

    /** The same of an attempt that does something first. */
    Order waiting(String first) {
        var untilGo = "while ! test -e '%s/'$CODEFLEET_JOB; do sleep 0.02; done".formatted(words);
        return Orders.script(source, first + "; echo ready; " + untilGo).order();
    }

    void go(AttemptId attempt) throws IOException {
        Files.createFile(words.resolve(attempt.job().toString()));
    }

    /** Takes the commit that an attempt ended with into the repository. */
    String fetch(TestProgrammer programmer, Report report) throws Exception {
        var bundle = words.resolve("bundle-of-" + report.attempt());
        var path = "/v1/attempts/" + report.attempt() + "/bundle";
        assertThat(programmer.download(path, bundle).statusCode()).isEqualTo(200);
        repository.git(
                "fetch", "--quiet", bundle.toString(), "+refs/codefleet/bundle/*:refs/got/*");
        return Objects.requireNonNull(report.receipt().commits().commit());
    }

    /** A file of the commit that an attempt ended with. */
    public String show(TestProgrammer programmer, Report report, String path) throws Exception {
        return repository.git("show", fetch(programmer, report) + ":" + path);
    }
}
