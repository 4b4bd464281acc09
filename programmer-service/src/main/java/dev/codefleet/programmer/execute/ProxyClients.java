package dev.codefleet.programmer.execute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Tells the tools of an attempt of its proxy: most by variables, Maven and Gradle by files in
 * {@code HOME}.
 */
public final class ProxyClients {
    private static final String HOST = "127.0.0.1";
    private static final String URL = "http://" + HOST + ":" + ProxyForwarder.PORT;
    private static final List<String> OWN = List.of("localhost", HOST, "::1");

    private static final String MAVEN =
            """
            <settings>
              <proxies>
            %s  </proxies>
            </settings>
            """
                    .formatted(mavenProxy("http") + mavenProxy("https"));

    private ProxyClients() {}

    /** Variables of the attempt's processes. */
    public static Map<String, String> variables() {
        var variables = new HashMap<String, String>();
        // curl reads the first of these in small letters alone, others in capitals alone.
        for (var name : List.of("http_proxy", "https_proxy", "all_proxy")) {
            variables.put(name, URL);
            variables.put(name.toUpperCase(Locale.ROOT), URL);
        }
        var own = String.join(",", OWN);
        variables.put("no_proxy", own);
        variables.put("NO_PROXY", own);
        variables.put("NODE_USE_ENV_PROXY", "1");
        variables.put("YARN_HTTP_PROXY", URL);
        variables.put("YARN_HTTPS_PROXY", URL);
        // Else it would say that no name resolves.
        variables.put(
                "GIT_SSH_COMMAND",
                "sh -c 'echo \"Codefleet: there is no ssh from here, only http and https"
                        + " (CODEFLEET_NETWORK is restricted)\" >&2; exit 255' ssh");
        return variables;
    }

    /** Writes what tools read into a home that nobody else has had yet. */
    public static void furnish(Path home) throws IOException {
        Files.createDirectory(home.resolve(".m2"));
        Files.writeString(home.resolve(".m2/settings.xml"), MAVEN);
        Files.createDirectory(home.resolve(".gradle"));
        var gradle = new StringBuilder();
        for (var scheme : List.of("http", "https")) {
            gradle.append("systemProp.%s.proxyHost=%s\n".formatted(scheme, HOST));
            gradle.append("systemProp.%s.proxyPort=%d\n".formatted(scheme, ProxyForwarder.PORT));
        }
        gradle.append("systemProp.http.nonProxyHosts=%s\n".formatted(String.join("|", OWN)));
        Files.writeString(home.resolve(".gradle/gradle.properties"), gradle);
    }

    private static String mavenProxy(String scheme) {
        return "    <proxy><id>codefleet-%1$s</id><protocol>%1$s</protocol><host>%2$s</host><port>%3$d</port><nonProxyHosts>%4$s</nonProxyHosts></proxy>\n"
                .formatted(scheme, HOST, ProxyForwarder.PORT, String.join("|", OWN));
    }
}
