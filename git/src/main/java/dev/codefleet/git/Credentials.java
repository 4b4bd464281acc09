package dev.codefleet.git;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * User name and password for a repository's server. Git is told through its environment, which
 * other users cannot read: arguments can be seen by everybody on the machine.
 *
 * @param server scheme, host and port that may be told, such as {@code https://example.org:8443}
 * @param password null where the address has a name alone, as it is with some tokens
 */
public record Credentials(String server, String username, @Nullable String password) {
    private static final String USERNAME = "CODEFLEET_GIT_USERNAME";
    private static final String PASSWORD = "CODEFLEET_GIT_PASSWORD";

    /** Git appends the action to it, and takes what is printed for an answer to {@code get}. */
    private static final String HELPER =
            "!answer() { test \"$1\" = get || exit 0; printf 'username=%%s\\n' \"$%s\"; %s }; answer";

    private static final String TELL_PASSWORD = "printf 'password=%%s\\n' \"$%s\";";

    /**
     * The variables that make git answer a server that asks.
     *
     * @param asksElsewhere whether another program knows the password where the address has none
     */
    public Map<String, String> environment(boolean asksElsewhere) {
        var told = password == null && !asksElsewhere ? "" : password;
        var variables = new HashMap<String, String>();
        variables.put(USERNAME, username);
        if (told != null) {
            variables.put(PASSWORD, told);
        }
        var helper =
                HELPER.formatted(USERNAME, told == null ? "" : TELL_PASSWORD.formatted(PASSWORD));
        variables.put("GIT_CONFIG_COUNT", "1");
        variables.put("GIT_CONFIG_KEY_0", "credential." + server + ".helper");
        variables.put("GIT_CONFIG_VALUE_0", helper);
        return variables;
    }

    /** Neither name nor password. */
    @Override
    public String toString() {
        return "***@" + server;
    }
}
