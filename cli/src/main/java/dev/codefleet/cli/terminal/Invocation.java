package dev.codefleet.cli.terminal;

/**
 * The command line that calls this command again, to be pasted into the shell that it was called
 * from.
 *
 * @param options which a call needs to mean the same fleet, each after a space; may be empty
 */
public record Invocation(String options) {
    /** One that needs no options: the fleet is found as this call found it. */
    public static final Invocation PLAIN = new Invocation("");

    /**
     * The line.
     *
     * @param words command and arguments
     */
    public String of(String words) {
        return launcher() + " " + words + options;
    }

    /** The same with another option. */
    public Invocation with(String name, String value) {
        return new Invocation(options + " " + name + " " + quoted(value));
    }

    /** The launcher as it was called, which says so in a system property. */
    public static String launcher() {
        return quoted(System.getProperty("codefleet.command", "./codefleet"));
    }

    private static String quoted(String word) {
        return word.matches("[\\w@%+=:,./~-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
