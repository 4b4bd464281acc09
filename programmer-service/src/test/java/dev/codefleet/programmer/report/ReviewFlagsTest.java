package dev.codefleet.programmer.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.plan.ExecutorKind;
import dev.codefleet.git.merge.ChangedFile;
import dev.codefleet.git.merge.ChangedFile.Status;
import dev.codefleet.git.merge.Changes;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReviewFlagsTest {
    @ParameterizedTest
    @CsvSource({
        "src/test/java/ATest.java, true",
        "tests/conftest.py, true",
        "pkg/limit_test.go, true",
        "web/button.spec.ts, true",
        "web/button.test.tsx, true",
        "test_limit.py, true",
        "src/FooIT.java, true",
        "src/main/java/Contest.java, false",
        "src/latest/Thing.java, false",
        "README.md, false"
    })
    void testsAreKnownByTheirNames(String path, boolean isTest) {
        assertThat(ReviewFlags.isTest(path)).isEqualTo(isTest);
    }

    @Test
    void flagsSayWhatIsOutsideAndWhichTestsAreGone() {
        var deleted = change(Status.DELETED, "src/test/ATest.java", null);
        var hidden = change(Status.RENAMED, "src/test.txt", "src/BTest.java");
        var moved = change(Status.RENAMED, "src/new/CTest.java", "other/CTest.java");

        assertThat(flags(List.of("src"), deleted)).containsExactly(ReviewFlags.TESTS_DELETED);
        assertThat(flags(List.of("src"), hidden)).containsExactly(ReviewFlags.TESTS_DELETED);
        assertThat(flags(List.of("src"), moved)).containsExactly(ReviewFlags.OUTSIDE_FILES);
        assertThat(flags(List.of(), moved)).isEmpty();
        assertThat(flags(List.of())).containsExactly(ReviewFlags.NO_CHANGE);
    }

    private static List<String> flags(List<String> files, ChangedFile... changes) {
        var all = new Changes(changes.length, 0, 0, List.of(changes), false);
        return ReviewFlags.of(ExecutorKind.COMMAND, all, files);
    }

    private static ChangedFile change(Status status, String path, @Nullable String oldPath) {
        return new ChangedFile(status, path, oldPath, 0, 0, false);
    }
}
