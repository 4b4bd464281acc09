package dev.codefleet.localfleet;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Address and credentials by which managers reach PostgreSQL.
 *
 * @param url a JDBC or {@code postgres://} address
 * @param user null if the address says it
 * @param password null if the address says it
 * @param passwordFile null if there is none
 */
record ManagerDatabase(
        String url,
        @Nullable String user,
        @Nullable String password,
        @Nullable String passwordFile) {

    /**
     * The one that the user named in {@code CODEFLEET_DATABASE_URL}; null if the embedded one is to
     * be used.
     */
    static @Nullable ManagerDatabase named(Map<String, String> environment) {
        var url = environment.getOrDefault("CODEFLEET_DATABASE_URL", "");
        return url.isEmpty()
                ? null
                : new ManagerDatabase(
                        url,
                        environment.get("CODEFLEET_DATABASE_USER"),
                        environment.get("CODEFLEET_DATABASE_PASSWORD"),
                        environment.get("CODEFLEET_DATABASE_PASSWORD_FILE"));
    }

    /** The variables that tell a manager. */
    Map<String, String> environment() {
        var variables = new TreeMap<String, String>();
        variables.put("CODEFLEET_DATABASE_URL", url);
        if (user != null) {
            variables.put("CODEFLEET_DATABASE_USER", user);
        }
        if (password != null) {
            variables.put("CODEFLEET_DATABASE_PASSWORD", password);
        }
        if (passwordFile != null) {
            variables.put("CODEFLEET_DATABASE_PASSWORD_FILE", passwordFile);
        }
        return variables;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "Database[" + url.replaceAll("//[^@/]*@", "//") + "]";
    }
}
