package dev.codefleet.programmer.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "src/main/** | src/main/java/A.java | true",
                "src/main/java/**/limit/** | src/main/java/limit/A.java | true",
                "src/main/java/**/limit/** | src/main/java/a/b/limit/A.java | true",
                "src/main/java/**/limit/** | src/main/java/unlimit/A.java | false",
                "*.md | README.md | true",
                "*.md | docs/README.md | false",
                "**/*.md | README.md | true",
                "**/*.md | docs/a/README.md | true",
                "docs | docs/a.md | true",
                "docs/ | docs/a.md | true",
                "/docs | docs/a.md | true",
                "docs | docs2/a.md | false",
                "a?c | abc | true",
                "a?c | a/c | false",
                "a.c | abc | false",
                "[a](b) | [a](b) | true",
                "** | anything/at/all | true",
                "./src/**                       | src/a/B.java        | true",
                "./README.md                    | README.md           | true",
                "src/./a//b.md                  | src/a/b.md          | true",
                ".                              | anything/at/all     | true",
                "./                             | anything            | true",
                "src/{main,test}/**             | src/test/A.java     | true",
                "src/{main,test}/**             | src/it/A.java       | false",
                "*.{ts,tsx}                     | a.tsx               | true",
                "*.{ts,t{sx,sy}}                | a.tsy               | true",
                "{a,b/c}.md                     | b/c.md              | true",
                "a{,b}                          | a                   | true",
                "a{,b}                          | ab                  | true",
                "{id}.ts                        | {id}.ts             | true",
                "{a,b}                          | {a,b}               | true",
                "{a,b                           | {a,b                | true",
                "[ab].md                        | b.md                | true",
                "[ab].md                        | c.md                | false",
                "[a-c][0-9].md                  | b7.md               | true",
                "[!a-c].md                      | d.md                | true",
                "[^a-c].md                      | b.md                | false",
                "a[!b]c                         | a/c                 | false",
                "a[+--]c                        | a/c                 | false",
                "[]a].md                        | ].md                | true",
                "[z-a].md                       | -.md                | true",
                "a[b                            | a[b                 | true",
                "app/[slug]/**                  | app/[slug]/page.tsx | true",
                "app/[slug]/**                  | app/s/page.tsx      | true",
                "[a&&b].md                      | &.md                | true"
            })
    void patternsMeanWhatPlansExpect(String glob, String path, boolean matches) {
        assertThat(new Glob(glob).matches(path)).isEqualTo(matches);
    }
}
