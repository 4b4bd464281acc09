package dev.codefleet.git.bundle;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.process.GitFailed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a bundle, which stands before its pack. Source: gitformat-bundle(5), versions 2 and
 * 3.
 *
 * @param prerequisites commits that the receiver must have
 * @param references what the bundle brings, by full reference name
 * @param isSha256 whether objects have SHA-256 names
 */
record BundleHeader(
        List<CommitId> prerequisites, Map<String, CommitId> references, boolean isSha256) {
    private static final int LONGEST_BYTES = 4 << 20;
    private static final String V2 = "# v2 git bundle";
    private static final String V3 = "# v3 git bundle";
    private static final String SHA1_FORMAT = "@object-format=sha1";
    private static final String FILTER = "@filter=";
    private static final String SHA256_FORMAT = "@object-format=sha256";

    BundleHeader {
        prerequisites = List.copyOf(prerequisites);
        // In their order: older readers take the first for the commit that a bundle brings.
        references = Collections.unmodifiableMap(new LinkedHashMap<>(references));
    }

    /**
     * Reads a header and leaves the stream at the pack's first byte.
     *
     * @throws GitFailed with {@link GitFailed.Reason#BAD_BUNDLE} if it is none
     */
    static BundleHeader read(InputStream in) throws IOException {
        var budget = LONGEST_BYTES;
        var prerequisites = new ArrayList<CommitId>();
        var references = new LinkedHashMap<String, CommitId>();
        var isSha256 = false;
        var version = line(in, budget);
        if (!version.equals(V2) && !version.equals(V3)) {
            throw bad("The file is no git bundle");
        }
        for (var line = line(in, budget); !line.isEmpty(); line = line(in, budget)) {
            budget -= line.length();
            if (version.equals(V3) && line.equals(SHA256_FORMAT)) {
                isSha256 = true;
            } else if (version.equals(V3) && line.startsWith(FILTER)) {
                throw bad("The bundle was made with a filter, and lacks files");
            } else if (line.startsWith("-")) {
                prerequisites.add(id(line.substring(1).split(" ", 2)[0]));
            } else if (!version.equals(V3) || !line.equals(SHA1_FORMAT)) {
                var parts = line.split(" ", 2);
                references.put(parts[parts.length - 1], id(parts[0]));
            }
        }
        return new BundleHeader(prerequisites, references, isSha256);
    }

    byte[] bytes() {
        var text = new StringBuilder(isSha256 ? V3 + "\n" + SHA256_FORMAT : V2).append('\n');
        prerequisites.forEach(id -> text.append('-').append(id).append(" \n"));
        references.forEach((name, id) -> text.append(id).append(' ').append(name).append('\n'));
        return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static CommitId id(String text) {
        if (!CommitId.isFull(text)) {
            throw bad("The bundle's header has a line that is not understood");
        }
        return new CommitId(text);
    }

    private static String line(InputStream in, int maxBytes) throws IOException {
        var line = new ByteArrayOutputStream();
        for (var next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || line.size() >= maxBytes) {
                throw bad("The bundle's header is cut off or too long");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private static GitFailed bad(String message) {
        return new GitFailed(GitFailed.Reason.BAD_BUNDLE, message);
    }
}
