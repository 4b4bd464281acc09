package dev.codefleet.programmer.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource({
        "src/main/**, src/main/java/A.java, true",
        "src/main/java/**/limit/**, src/main/java/limit/A.java, true",
        "src/main/java/**/limit/**, src/main/java/a/b/limit/A.java, true",
        "src/main/java/**/limit/**, src/main/java/unlimit/A.java, false",
        "*.md, README.md, true",
        "*.md, docs/README.md, false",
        "**/*.md, README.md, true",
        "**/*.md, docs/a/README.md, true",
        "docs, docs/a.md, true",
        "docs/, docs/a.md, true",
        "/docs, docs/a.md, true",
        "docs, docs2/a.md, false",
        "a?c, abc, true",
        "a?c, a/c, false",
        "a.c, abc, false",
        "[a](b), [a](b), true",
        "**, anything/at/all, true"
    })
    void patternsMeanWhatPlansExpect(String glob, String path, boolean matches) {
        assertThat(new Glob(glob).matches(path)).isEqualTo(matches);
    }
}
