package dev.codefleet.programmer.attempt;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.contract.attempt.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A repository to work on, and attempts there that wait until the test lets them go on. */
record TestOrigin(TestRepository repository, Source source, Path words) {
    static TestOrigin make(Path directory) throws IOException {
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
}
