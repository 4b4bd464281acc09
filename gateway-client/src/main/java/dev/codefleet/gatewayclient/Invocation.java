package dev.codefleet.gatewayclient;

import java.nio.file.Path;

/**
 * The command line that calls this command again, to be pasted into the shell that it was called
 * from.
 *
 * @param environment variables that a call needs to mean the same fleet, each before a space; may
 *     be empty
 * @param options which a call needs to mean the same fleet, each after a space; may be empty
 */
public record Invocation(String environment, String options) {
    /** One that needs no options: the fleet is found as this call found it. */
    public static final Invocation PLAIN = new Invocation("", "");

    /**
     * Stands for a space in a line, so that whoever breaks the text around it keeps it whole.
     * Output has a plain one instead: a shell takes no other.
     */
    public static final char SPACE = '\u00a0';

    /**
     * The line, with {@link #SPACE} between its words.
     *
     * @param words command and arguments
     */
    public String of(String words) {
        return (environment + launcher() + " " + words + options).replace(' ', SPACE);
    }

    /** Text with lines in it as it leaves the process. */
    public static String plain(String text) {
        return text.replace(SPACE, ' ');
    }

    /** The same with another option. */
    public Invocation with(String name, String value) {
        return new Invocation(environment, options + " " + name + " " + quoted(value));
    }

    /** The same for the fleet of a home that is not the one that calls find. */
    public Invocation inHome(Path home) {
        return new Invocation("CODEFLEET_HOME=" + quoted(home.toString()) + " ", options);
    }

    /** The launcher as it was called, which says so in a system property. */
    public static String launcher() {
        return quoted(System.getProperty("codefleet.command", "./codefleet"));
    }

    private static String quoted(String word) {
        return word.matches("[\\w@%+=:,./~-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
