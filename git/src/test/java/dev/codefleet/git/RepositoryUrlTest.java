package dev.codefleet.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryUrlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.org/team/repo.git",
                "https://user:secret@example.org:8443/repo",
                "http://127.0.0.1:80/x",
                "http://[::1]:8080/x",
                "ssh://git@example.org:22/~team/repo",
                "ssh://example.org/repo",
                "git@example.org:team/repo.git",
                "file:///srv/repos/a b.git",
                "/srv/repos/a",
                "bundle:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
            })
    void takesEveryAllowedForm(String text) {
        assertThat(new RepositoryUrl(text).value()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-oProxyCommand=touch",
                "--upload-pack=touch",
                "ext::sh -c touch",
                "fd::7",
                "git://example.org/repo",
                "ftp://example.org/repo",
                "https://",
                "https:///repo",
                "https://-host/repo",
                "ssh://-oProxyCommand=touch/repo",
                "ssh://-u@example.org/repo",
                "-u@example.org:repo",
                "git@-oProxyCommand:repo",
                "git@example.org:-repo",
                "git@example.org::repo",
                "relative/path",
                "./here",
                "/",
                "//host/share",
                "file://host/share",
                "https://example.org/a\nb",
                "/srv/a\0b",
                "file:///srv/a%00b",
                "https://example.org/repo?access_token=secret",
                "https://user:pass/word@example.org/repo",
                "https://user:secret%00@example.org/repo",
                "https://user:secret%0ahost=elsewhere@example.org/repo",
                "https://us%0Der@example.org/repo",
                "bundle:0123",
                "bundle:../../etc/passwd",
                "bundle:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef"
            })
    void refusesEverythingElse(String text) {
        assertThatThrownBy(() -> new RepositoryUrl(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void showsNoCredentials() {
        assertThat(new RepositoryUrl("https://user:secret@example.org/repo"))
                .hasToString("https://***@example.org/repo");
    }

    @Test
    void anErrorShowsNoCredentialsEither() {
        assertThatThrownBy(() -> new RepositoryUrl("ftp://user:secret@example.org/repo"))
                .hasMessageContaining("***@example.org")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "https://t0ken@example.org/repo, https://***@example.org/repo",
        "https://example.org/team/@scope/repo, https://example.org/team/@scope/repo",
        "https://example.org/repo?token=secret, https://example.org/repo?***",
        "https://user:pass/wo@rd@example.org/repo, https://***@example.org/repo",
        "ftp://user:secret@example.org/repo, ftp://***@example.org/repo",
        "user:secret@example.org:team/repo, ***@example.org:team/repo",
        "ssh://git@example.org/team/repo, ssh://git@example.org/team/repo",
        "git@example.org:team/repo, git@example.org:team/repo",
        "file:///srv/a@b, file:///srv/a@b",
        "/srv/user:a@b, /srv/user:a@b",
        "../else@where, ../else@where"
    })
    void isShownWithoutWhatMayBeASecret(String text, String shown) {
        assertThat(RepositoryUrl.redacted(text)).isEqualTo(shown);
    }

    @Test
    void aPathIsReadAsGitReadsIt() {
        assertThat(new RepositoryUrl("file:///srv/a%20b%2").localPath())
                .contains(Path.of("/srv/a b%2"));
        assertThat(new RepositoryUrl("/srv/a%20b").localPath()).contains(Path.of("/srv/a%20b"));
        assertThat(new RepositoryUrl("file:///srv/a%20b/").slug())
                .isEqualTo(new RepositoryUrl("/srv/a b").slug());
    }

    @Test
    void aLocalRepositoryHasAPath() {
        assertThat(new RepositoryUrl("/srv/a").localPath()).contains(Path.of("/srv/a"));
        assertThat(new RepositoryUrl("file:///srv/a").localPath()).contains(Path.of("/srv/a"));
        assertThat(new RepositoryUrl("https://example.org/a").localPath()).isEmpty();
    }

    @Test
    void slugsAreReadableAndDiffer() {
        var slug = new RepositoryUrl("https://example.org/team/my repo.git").slug();
        assertThat(slug).matches("my-repo-[0-9a-f]{16}");
        assertThat(new RepositoryUrl("https://example.org/other/my repo.git").slug())
                .isNotEqualTo(slug);
    }
}
