package dev.codefleet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The page of settings says what the code says. Its tables are made from the sources of the
 * services' configuration; what was found is written beneath {@code target}, to be copied.
 */
class SettingsPageTest {
    private static final Path CHECKOUT = Path.of(System.getProperty("codefleet.checkout", ".."));
    private static final Path PAGE = CHECKOUT.resolve("docs/settings.md");
    private static final Pattern MAPPING =
            Pattern.compile("@ConfigMapping\\(prefix = \"(.+?)\"\\)");
    private static final Pattern SETTING =
            Pattern.compile(
                    "/\\*\\*(?<text>(?:(?!\\*/).)*)\\*/\\s*"
                            + "(?:@WithDefault\\(\\s*\"(?<default>[^\"]*)\"\\s*\\)\\s*)?"
                            + "(?<type>[\\w.]+(?:<[\\w.<>]+>)?)\\s+(?<name>\\w+)\\(\\);",
                    Pattern.DOTALL);

    /** A setting's place in the code: a configuration interface of one module. */
    private record Source(String module, String prefix, String text) {
        @Override
        public String toString() {
            return prefix + " of " + module;
        }
    }

    @ParameterizedTest
    @MethodSource("sources")
    void theTableOfEachServiceIsThatOfItsCode(Source source) throws IOException {
        var table = table(source);
        Files.createDirectories(Path.of("target/settings"));
        Files.writeString(Path.of("target/settings/" + source.module() + ".md"), table);

        assertThat(Files.readString(PAGE))
                .as("docs/settings.md holds system-tests/target/settings/%s.md", source.module())
                .contains(table);
    }

    @Test
    void everyVariableOfTheServicesPropertiesIsOnThePage() throws IOException {
        var page = Files.readString(PAGE);
        var variable = Pattern.compile("\\$\\{(CODEFLEET_\\w+)");

        assertThat(files("src/main/resources/application.properties"))
                .hasSizeGreaterThanOrEqualTo(4)
                .allSatisfy(file ->
                        assertThat(variable.matcher(Files.readString(file)).results())
                                .isNotEmpty()
                                .allSatisfy(found ->
                                        assertThat(page).contains("`" + found.group(1) + "`")));
    }

    @Test
    void noVariableLooksLikeAnotherOnesFile() throws IOException {
        var variables =
                Pattern.compile("`(CODEFLEET_\\w+)`")
                        .matcher(Files.readString(PAGE))
                        .results()
                        .map(found -> found.group(1))
                        .filter(variable -> !variable.equals("CODEFLEET_X_FILE"))
                        .filter(variable -> !variable.equals("CODEFLEET_ACCESS_FILE"))
                        .filter(variable -> !variable.equals("CODEFLEET_DATABASE_PASSWORD_FILE"));

        assertThat(variables)
                .as("a variable X_FILE names the file that holds X")
                .hasSizeGreaterThan(50)
                .allSatisfy(variable -> assertThat(variable).doesNotEndWith("_FILE"));
    }

    @Test
    void aTableHasOneRowForEachMethodOfTheInterface() {
        var found = sources().toList();

        assertThat(found).hasSizeGreaterThanOrEqualTo(5);
        assertThat(found)
                .allSatisfy(source ->
                        assertThat(table(source).lines().count() - 2)
                                .isEqualTo(
                                        Pattern.compile("\\w\\(\\);")
                                                .matcher(source.text())
                                                .results()
                                                .count()));
    }

    private static Stream<Source> sources() {
        List<Source> found = new ArrayList<>();
        try (var modules = Files.list(CHECKOUT)) {
            for (var module : modules.sorted().toList()) {
                var main = module.resolve("src/main/java");
                if (Files.isDirectory(main)) {
                    add(found, module, main);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.stream();
    }

    private static void add(List<Source> found, Path module, Path main) throws IOException {
        try (var files = Files.walk(main)) {
            for (var file :
                    files.filter(each -> each.toString().endsWith(".java")).sorted().toList()) {
                var text = Files.readString(file);
                var mapping = MAPPING.matcher(text);
                if (mapping.find()) {
                    found.add(
                            new Source(
                                    module.getFileName().toString(),
                                    mapping.group(1),
                                    text.substring(mapping.end())));
                }
            }
        }
    }

    private static List<Path> files(String name) throws IOException {
        try (var modules = Files.list(CHECKOUT)) {
            return modules.map(module -> module.resolve(name))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    private static String table(Source source) {
        var table =
                new StringBuilder("| variable | type | default | meaning |\n|---|---|---|---|\n");
        var settings = SETTING.matcher(source.text());
        while (settings.find()) {
            var fallback = settings.group("default");
            table.append("| `")
                    .append(variable(source.prefix() + "." + kebab(settings.group("name"))))
                    .append("` | ")
                    .append(type(settings.group("type")))
                    .append(" | ")
                    .append(fallback == null ? "–" : "`" + fallback + "`")
                    .append(" | ")
                    .append(meaning(settings.group("text"), source.prefix()))
                    .append(" |\n");
        }
        return table.toString();
    }

    /** As SmallRye Config maps properties to variables. */
    private static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String type(String type) {
        var plain = type.replaceAll("Optional<(.*)>", "$1");
        var one = plain.replaceAll("List<(\\w+)>", "$1");
        var word =
                switch (one) {
                    case "long", "int", "Long", "Integer" -> "number";
                    case "boolean" -> "true or false";
                    case "Duration" -> "duration";
                    case "Path" -> "path";
                    case "String" -> "text";
                    default -> "word";
                };
        return plain.equals(one) ? word : word + "s, by commas";
    }

    private static String meaning(String javadoc, String prefix) {
        return javadoc.replaceAll("\\n\\s*\\*", " ")
                .replaceAll("\\s+", " ")
                .replaceAll("\\{@code\\s+([^}]*)}", "`$1`")
                .replaceAll("<p>", "")
                .strip()
                .transform(text ->
                        Pattern.compile("\\{@link #(\\w+)}")
                                .matcher(text)
                                .replaceAll(link ->
                                        "`" + variable(prefix + "." + kebab(link.group(1))) + "`"))
                .replace("|", "\\|");
    }
}
