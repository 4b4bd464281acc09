package dev.codefleet.git;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a repository is: {@code https}, {@code http}, {@code ssh} and {@code file} URLs, {@code
 * user@host:path}, an absolute local path, or {@code bundle:<sha256>} for one that was uploaded.
 * Anything that git could take for an option or for a remote helper ({@code ext::}) is refused.
 *
 * @param value the text as given; it may hold credentials, so show {@link #toString()} instead
 */
public record RepositoryUrl(String value) {
    private static final int LONGEST = 2000;
    private static final String HOST = "(?:[A-Za-z0-9_][A-Za-z0-9_.-]*|\\[[0-9A-Fa-f:.]+\\])";
    private static final Pattern WEB =
            Pattern.compile("https?://(?:[^/@\\s]+@)?" + HOST + "(?::\\d{1,5})?/.+");
    private static final Pattern SSH =
            Pattern.compile("ssh://(?:[A-Za-z0-9_][A-Za-z0-9_.-]*@)?" + HOST + "(?::\\d{1,5})?/.+");
    private static final Pattern SCP =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*@" + HOST + ":(?!-|:)[^\\s]+");
    private static final String BUNDLE = "bundle:";
    private static final Pattern UPLOAD = Pattern.compile(BUNDLE + "[0-9a-f]{64}");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final String FILE = "file://";

    /**
     * @throws IllegalArgumentException if the text is none of the allowed forms
     */
    public RepositoryUrl {
        if (!isValid(value)) {
            throw new IllegalArgumentException(
                    "Not a repository URL (https, http, ssh, file, user@host:path, an absolute path or"
                            + " bundle:<sha256>): "
                            + Printable.of(value));
        }
    }

    /**
     * An uploaded repository.
     *
     * @param sha256 the checksum of its bundle, 64 lower-case hexadecimal digits
     */
    public static RepositoryUrl ofUpload(String sha256) {
        return new RepositoryUrl(BUNDLE + sha256);
    }

    /** Whether {@code text} is one of the allowed forms. */
    public static boolean isValid(String text) {
        if (text.length() > LONGEST || CONTROL.matcher(text).find()) {
            return false;
        }
        return isPath(text)
                || (text.startsWith(FILE) && isPath(text.substring(FILE.length())))
                || WEB.matcher(text).matches()
                || SSH.matcher(text).matches()
                || SCP.matcher(text).matches()
                || UPLOAD.matcher(text).matches();
    }

    /** The path of a repository on this machine, or empty for a remote one. */
    public Optional<Path> localPath() {
        if (value.startsWith("/")) {
            return Optional.of(Path.of(value));
        }
        return value.startsWith(FILE)
                ? Optional.of(Path.of(value.substring(FILE.length())))
                : Optional.empty();
    }

    /** The checksum of an uploaded repository's bundle, or empty for any other one. */
    public Optional<String> uploaded() {
        return value.startsWith(BUNDLE)
                ? Optional.of(value.substring(BUNDLE.length()))
                : Optional.empty();
    }

    /** A directory name for this repository: readable, and different for different URLs. */
    String slug() {
        var trimmed = value.replaceAll("/+$", "").replaceAll("(/\\.git|\\.git)$", "");
        var last =
                trimmed.substring(Math.max(trimmed.lastIndexOf('/'), trimmed.lastIndexOf(':')) + 1);
        var readable = last.replaceAll("[^A-Za-z0-9_-]", "-");
        var start = readable.substring(0, Math.min(readable.length(), 40));
        return (start.isEmpty() ? "repository" : start) + "-" + Sha256.of(value).substring(0, 16);
    }

    /** The URL without credentials. */
    @Override
    public String toString() {
        return Printable.redacted(value);
    }

    private static boolean isPath(String text) {
        return text.startsWith("/") && !text.startsWith("//") && text.length() > 1;
    }
}
