package dev.codefleet.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The examples in {@code docs/plans.md}. */
final class DocumentedExamples {
    private DocumentedExamples() {}

    /** The code block after {@code <!-- example: name -->}. */
    static String of(String name) throws IOException {
        var text = Files.readString(Path.of("..", "docs", "plans.md"));
        var block =
                Pattern.compile(
                                "<!-- example: " + name + " -->\n(`{3,})\\w+\n(.*?)\n\\1\n",
                                Pattern.DOTALL)
                        .matcher(text);
        if (!block.find()) {
            throw new IllegalStateException("docs/plans.md has no example " + name);
        }
        return block.group(2) + "\n";
    }
}
