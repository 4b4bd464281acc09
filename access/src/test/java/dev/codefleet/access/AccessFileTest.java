package dev.codefleet.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessFileTest {
    private static final String SUM = "ab".repeat(32);

    @Test
    void aKeyIsReadWithAllItsFields() {
        var text =
                """
                # Ours.
                keys:
                  - id: anna
                    sha256: %s
                    role: submitter
                    projects: [web, api-2]
                    automation: true
                    expires: 2031-01-31T12:00:00+02:00
                  - {id: "7", sha256: %s, role: viewer, expires: 2031-01-31}
                """
                        .formatted(SUM, SUM);

        assertThat(keys(text))
                .containsExactly(
                        new AccessKey(
                                "anna",
                                SUM,
                                Role.SUBMITTER,
                                List.of("web", "api-2"),
                                true,
                                Instant.parse("2031-01-31T10:00:00Z")),
                        new AccessKey(
                                "7",
                                SUM,
                                Role.VIEWER,
                                List.of(),
                                false,
                                Instant.parse("2031-01-31T00:00:00Z")));
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        var keys =
                List.of(
                        new AccessKey(
                                "1",
                                "0".repeat(64),
                                Role.OPERATOR,
                                List.of("null", "1.0"),
                                true,
                                Instant.parse("2031-01-31T10:00:00.5Z")),
                        new AccessKey("null", SUM, Role.METRICS, List.of(), false, null));

        assertThat(keys(AccessFile.text(keys))).isEqualTo(keys);
        assertThat(keys(AccessFile.text(List.of()))).isEmpty();
        assertThat(keys("keys:\n" + AccessFile.entry(keys.getFirst())))
                .containsExactly(keys.getFirst());
    }

    /** Written as it is in a file, with '|' between the lines. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            value = {
                "'' → 'line 1: expected'",
                "'[]' → 'line 1: expected'",
                "'users: []' → 'line 1, users: is no field; one of keys'",
                "'keys: anna' → 'line 1, keys: expected a list'",
                "'keys:' → 'line 1, keys: expected a list'",
                "'keys:|  - anna' → 'line 2, keys[0]: expected a key'",
                "'keys:|  - {sha256: SUM, role: viewer}' → 'line 2, keys[0].id: is missing'",
                "'keys:|  - {id: a, role: viewer}' → 'keys[0].sha256: is missing'",
                "'keys:|  - {id: a, sha256: SUM}' → 'keys[0].role: is missing'",
                "'keys:|  - id: a|    sha256: SUM|    role: boss' →"
                        + " 'line 4, keys[0].role: ''boss'' is no role; one of viewer, submitter'",
                "'keys:|  - {id: a_b, sha256: SUM, role: viewer}' → '''a_b'' is no id of a key'",
                "'keys:|  - {id: a, sha256: ABC, role: viewer}' → '64 lower-case hexadecimal'",
                "'keys:|  - {id: a, sha256: SUM, role: viewer, secret: x}' → 'secret: is no field'",
                "'keys:|  - {id: a, id: b, sha256: SUM, role: viewer}' → 'keys[0].id: is said twice'",
                "'keys:|  - {id: a, sha256: SUM, role: viewer}|  - {id: a, sha256: SUM, role: metrics}'"
                        + " → 'line 3, keys[1].id: there is a key ''a'' already'",
                "'keys:|  - {id: a, sha256: SUM, role: viewer, projects: web}' → 'expected a list'",
                "'keys:|  - {id: a, sha256: SUM, role: viewer, projects: []}' → 'is empty; leave it out'",
                "'keys:|  - {id: a, sha256: SUM, role: viewer, projects: [a b]}' → 'is no project'",
                "'keys:|  - {id: a, sha256: SUM, role: viewer, automation: yes}' →"
                        + " 'automation: expected true or false'",
                "'keys:|  - {id: a, sha256: SUM, role: approver, automation: true}' → 'never approves'",
                "'keys:|  - {id: a, sha256: SUM, role: viewer, expires: tomorrow}' → 'is no time'",
                "'keys:|  - {id: a, sha256: SUM, role: viewer, expires: 2031-02-30}' → 'is no time'",
                "'keys: [|' → 'not valid YAML'",
                "'keys: []|---|keys: []' → 'not valid YAML'"
            })
    void aFaultIsNamedWithItsLineAndField(String text, String expected) {
        var written = text.replace('|', '\n').replace("SUM", SUM);

        assertThat(AccessFile.parse(written))
                .isInstanceOfSatisfying(
                        AccessReading.Faulty.class,
                        faulty -> assertThat(faulty.line()).contains(expected));
    }

    @Test
    void allFaultsAreNamedAtOnce() {
        var text = "keys:\n  - {id: a}\n  - {id: b, sha256: " + SUM + ", role: none}\n";

        assertThat(((AccessReading.Faulty) AccessFile.parse(text)).faults()).hasSize(3);
    }

    @Test
    void aFileThatCannotBeReadIsFaulty(@TempDir Path directory) throws IOException {
        assertThat(AccessFile.read(directory.resolve("none")))
                .isEqualTo(new AccessReading.Faulty(List.of("there is no such file")));
        var binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff, 1});
        assertThat(AccessFile.read(binary))
                .isEqualTo(new AccessReading.Faulty(List.of("it is not a text in UTF-8")));
        var large = Files.write(directory.resolve("large"), new byte[AccessFile.MAX_BYTES + 1]);
        assertThat(AccessFile.read(large)).isInstanceOf(AccessReading.Faulty.class);
    }

    @Test
    void aChangeKeepsTheOtherKeysAndTheRights(@TempDir Path directory) throws Exception {
        var file = directory.resolve("access.yaml");
        var anna = new AccessKey("anna", SUM, Role.VIEWER, List.of(), false, null);
        var otto = new AccessKey("otto", SUM, Role.METRICS, List.of(), false, null);

        AccessFile.change(file, keys -> List.of(anna));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        AccessFile.change(file, keys -> List.of(keys.getFirst(), otto));

        assertThat(AccessFile.read(file))
                .isInstanceOfSatisfying(
                        AccessReading.Read.class,
                        read -> assertThat(read.list().keys()).containsExactly(anna, otto));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        assertThat(directory.toFile().list())
                .containsExactlyInAnyOrder("access.yaml", "access.yaml.lock");
    }

    @Test
    void aLinkStaysALink(@TempDir Path directory) throws Exception {
        var file = Files.writeString(directory.resolve("real"), "keys: []\n");
        var link = Files.createSymbolicLink(directory.resolve("link"), file);
        var anna = new AccessKey("anna", SUM, Role.VIEWER, List.of(), false, null);

        AccessFile.change(link, keys -> List.of(anna));

        assertThat(link).isSymbolicLink();
        assertThat(file).content().contains("anna");
    }

    @Test
    void aBadFileIsNotChanged(@TempDir Path directory) throws IOException {
        var file = Files.writeString(directory.resolve("access.yaml"), "keys: [");

        assertThatThrownBy(() -> AccessFile.change(file, keys -> keys))
                .isInstanceOf(AccessFile.Bad.class)
                .hasMessageContaining("not valid YAML");
        assertThat(file).hasContent("keys: [");
    }

    private static List<AccessKey> keys(String text) {
        return ((AccessReading.Read) AccessFile.parse(text)).list().keys();
    }
}
