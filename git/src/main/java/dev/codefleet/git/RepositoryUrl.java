package dev.codefleet.git;

import dev.codefleet.support.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The address of a repository: {@code https}, {@code http}, {@code ssh} and {@code file} URLs,
 * {@code user@host:path}, an absolute local path, or {@code bundle:<sha256>} for one that was
 * uploaded. Anything that git could take for an option or for a remote helper ({@code ext::}) is
 * refused.
 *
 * <p>This is the only reading of addresses: where it points to, what git is called with, who git
 * says that it is, and how it is shown all come from here.
 *
 * @param value the text as given; it may hold credentials, so show {@link #toString()} instead
 */
public record RepositoryUrl(String value) {
    private static final int LONGEST = 2000;
    private static final String HOST = "(?:[A-Za-z0-9_][A-Za-z0-9_.-]*|\\[[0-9A-Fa-f:.]+\\])";
    private static final Pattern WEB =
            Pattern.compile(
                    "(?<scheme>https?://)(?:(?<user>[^/@\\s]+)@)?(?<host>"
                            + HOST
                            + "(?::\\d{1,5})?)(?<path>/.+)");
    private static final Pattern SSH =
            Pattern.compile("ssh://(?:[A-Za-z0-9_][A-Za-z0-9_.-]*@)?" + HOST + "(?::\\d{1,5})?/.+");
    private static final Pattern SCP =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*@" + HOST + ":(?!-|:)[^\\s]+");
    private static final String BUNDLE = "bundle:";
    private static final Pattern UPLOAD = Pattern.compile(BUNDLE + "[0-9a-f]{64}");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final String FILE = "file://";

    /** What an address may be. */
    public static final String FORMS =
            "https://, http://, ssh:// or file://, user@host:path, an absolute path, or"
                    + " bundle:<sha256> of an uploaded one";

    /**
     * @throws IllegalArgumentException if the text is none of the allowed forms
     */
    public RepositoryUrl {
        var fault = fault(value);
        if (fault.isPresent()) {
            throw new IllegalArgumentException(
                    "The repository's address "
                            + Printable.of(redacted(value))
                            + " "
                            + fault.get()
                            + "; expected is "
                            + FORMS);
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
        return fault(text).isEmpty();
    }

    /** What is wrong with an address, in words that follow it; empty for a good one. */
    public static Optional<String> fault(String text) {
        if (text.length() > LONGEST || CONTROL.matcher(text).find()) {
            return Optional.of("is too long, or has control characters");
        }
        var web = WEB.matcher(text);
        if (web.matches()) {
            var user = web.group("user");
            // Credentials are handed over decoded, in lines.
            if (user != null && CONTROL.matcher(decoded(user)).find()) {
                return Optional.of("has control characters in its user or password");
            }
            // Git would ask for <address>?<query>/info/refs, and show it to all on the machine.
            return text.contains("?")
                    ? Optional.of(
                            "has a query, which git cannot use; a token goes before the host, as in"
                                    + " https://user:token@host/path")
                    : Optional.empty();
        }
        if ((text.startsWith("/") || text.startsWith(FILE)) && !isNameable(decoded(text))) {
            return Optional.of("is no path that this machine can name");
        }
        var isGood =
                isPath(text)
                        || (text.startsWith(FILE) && isPath(decoded(text.substring(FILE.length()))))
                        || SSH.matcher(text).matches()
                        || SCP.matcher(text).matches()
                        || UPLOAD.matcher(text).matches();
        return isGood ? Optional.empty() : Optional.of("is not an address of a repository");
    }

    /** An address, be it right or wrong, without what could be credentials. */
    public static String redacted(String text) {
        var web = WEB.matcher(text);
        if (web.matches()) {
            var user = web.group("user") == null ? "" : "***@";
            return Printable.redacted(
                    web.group("scheme") + user + web.group("host") + web.group("path"));
        }
        return isValid(text) ? text : Printable.address(text);
    }

    /** The path of a repository on this machine, or empty for a remote one. */
    public Optional<Path> localPath() {
        if (value.startsWith("/")) {
            return Optional.of(Path.of(value));
        }
        return value.startsWith(FILE)
                ? Optional.of(Path.of(decoded(value.substring(FILE.length()))))
                : Optional.empty();
    }

    /** The checksum of an uploaded repository's bundle, or empty for any other one. */
    public Optional<String> uploaded() {
        return value.startsWith(BUNDLE)
                ? Optional.of(value.substring(BUNDLE.length()))
                : Optional.empty();
    }

    /** What git is called with: the address without credentials. */
    public String argument() {
        var web = WEB.matcher(value);
        return web.matches() ? web.group("scheme") + web.group("host") + web.group("path") : value;
    }

    /** Who the fleet is at that server; empty where the address does not say. */
    public Optional<Credentials> credentials() {
        var web = WEB.matcher(value);
        if (!web.matches() || web.group("user") == null) {
            return Optional.empty();
        }
        var parts = web.group("user").split(":", 2);
        return Optional.of(
                new Credentials(
                        web.group("scheme") + web.group("host"),
                        decoded(parts[0]),
                        parts.length < 2 ? null : decoded(parts[1])));
    }

    /** A directory name for this repository: readable, and different for different URLs. */
    public String slug() {
        var place = localPath().map(path -> path.normalize().toString()).orElse(value);
        var trimmed = place.replaceAll("/+$", "").replaceAll("(/\\.git|\\.git)$", "");
        var last =
                trimmed.substring(Math.max(trimmed.lastIndexOf('/'), trimmed.lastIndexOf(':')) + 1);
        var readable = last.replaceAll("[^A-Za-z0-9_-]", "-");
        var start = readable.substring(0, Math.min(readable.length(), 40));
        return (start.isEmpty() ? "repository" : start) + "-" + Sha256.of(place).substring(0, 16);
    }

    /** The URL without credentials. */
    @Override
    public String toString() {
        return redacted(value);
    }

    private static boolean isNameable(String path) {
        try {
            return !Path.of(path).toString().isEmpty();
        } catch (InvalidPathException _) {
            return false;
        }
    }

    private static boolean isPath(String text) {
        return text.startsWith("/")
                && !text.startsWith("//")
                && text.length() > 1
                && !CONTROL.matcher(text).find();
    }

    /** As git reads URLs: what is no pair of hexadecimal digits after a per cent sign stays. */
    private static String decoded(String text) {
        var bytes = new ByteArrayOutputStream();
        var source = text.getBytes(StandardCharsets.UTF_8);
        for (var i = 0; i < source.length; i++) {
            var high = i + 2 < source.length ? Character.digit(source[i + 1], 16) : -1;
            var low = i + 2 < source.length ? Character.digit(source[i + 2], 16) : -1;
            if (source[i] == '%' && high >= 0 && low >= 0) {
                bytes.write(high * 16 + low);
                i += 2;
            } else {
                bytes.write(source[i]);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
