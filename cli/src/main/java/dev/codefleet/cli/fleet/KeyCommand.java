package dev.codefleet.cli.fleet;

import dev.codefleet.access.AccessFile;
import dev.codefleet.access.AccessKey;
import dev.codefleet.access.AccessReading;
import dev.codefleet.access.KeyToken;
import dev.codefleet.access.Role;
import dev.codefleet.cli.terminal.Table;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.ExitCode;
import dev.codefleet.localfleet.Home;
import dev.codefleet.support.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code codefleet key}: who may call the gateways of a fleet. */
@Command(
        name = "key",
        description = "Makes, lists and revokes keys for the gateways of a fleet.",
        mixinStandardHelpOptions = true)
public final class KeyCommand implements Callable<Integer> {
    private final CommandContext context;

    /** What is to be done. */
    enum Action {
        CREATE,
        LIST,
        REVOKE
    }

    @Parameters(
            index = "0",
            paramLabel = "ACTION",
            description = "create, list or revoke: ${COMPLETION-CANDIDATES}.")
    private Action action = Action.LIST;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "ID",
            description = "Name of the key to make or revoke, such as its holder's.")
    private @Nullable String id;

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description = "For create: viewer, submitter, approver, operator or metrics.")
    private @Nullable String role;

    @Option(
            names = "--project",
            paramLabel = "NAME",
            description = "For create: a project that it is for; may be repeated. Default: all.")
    private List<String> projects = List.of();

    @Option(
            names = "--automation",
            description = "For create: a program holds it, so that it never approves anything.")
    private boolean automation;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            description =
                    "For create: the day or time from which on it counts no more, such as 2031-01-31.")
    private @Nullable String expires;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description =
                    "Access file of a fleet elsewhere. Default: that of this machine's fleet.")
    private @Nullable Path file;

    @Option(names = "--json", description = "For list: print one JSON array.")
    private boolean isJson;

    public KeyCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        switch (action) {
            case CREATE -> create(required());
            case LIST -> list();
            case REVOKE -> revoke(required());
        }
        return ExitCode.SUCCEEDED.number();
    }

    private void create(String name) {
        if (file == null && name.equals(Home.OWN_KEY)) {
            throw CommandFailed.usage(
                    "The key '"
                            + name
                            + "' is this machine's own: 'up' makes it, and commands find it.",
                    "Take another name.");
        }
        var token = token(name);
        var key = key(name, token);
        change(keys -> {
            if (keys.stream().anyMatch(each -> each.id().equals(name))) {
                throw CommandFailed.failed(
                        "There is a key '" + name + "' already.",
                        "Revoke it first, or take another name.");
            }
            var all = new ArrayList<>(keys);
            all.add(key);
            return all;
        });
        context.terminal()
                .note(
                        "Key '"
                                + name
                                + "' ("
                                + key.role().word()
                                + ") is listed in "
                                + path()
                                + "; gateways take it within 10 s. It is shown only now:");
        context.terminal().say(token.text());
    }

    private void list() {
        var keys = read();
        if (isJson) {
            context.terminal().sayJson(Json.text(keys.stream().map(Shown::of).toList()));
            return;
        }
        var table =
                new Table(
                        List.of("KEY", "ROLE", "PROJECTS", "AUTOMATION", "EXPIRES"),
                        Set.of(),
                        List.of(2));
        for (var key : keys) {
            table.add(
                    key.id(),
                    key.role().word(),
                    key.projects().isEmpty() ? "all" : String.join(" ", key.projects()),
                    key.automation() ? "yes" : "no",
                    key.expires() == null ? "never" : key.expires());
        }
        context.terminal().show(table);
    }

    /** A key as JSON: without the sum of its secret. */
    private record Shown(
            String id,
            String role,
            List<String> projects,
            boolean automation,
            @Nullable Instant expires) {
        static Shown of(AccessKey key) {
            return new Shown(
                    key.id(), key.role().word(), key.projects(), key.automation(), key.expires());
        }
    }

    private void revoke(String name) {
        change(keys -> {
            var rest = keys.stream().filter(each -> !each.id().equals(name)).toList();
            if (rest.size() == keys.size()) {
                throw CommandFailed.usage(
                        "There is no key '" + name + "' in " + path() + ".",
                        "List them with 'key list'.");
            }
            return rest;
        });
        context.terminal()
                .say(
                        "Key '"
                                + name
                                + "' is revoked; gateways obey within 10 s, and end its streams.");
    }

    private String required() {
        if (id == null) {
            throw CommandFailed.usage(
                    "Name the key: key " + action.name().toLowerCase(Locale.ROOT) + " ID.");
        }
        return id;
    }

    private static KeyToken token(String name) {
        if (!AccessKey.isId(name)) {
            throw CommandFailed.usage(
                    "'"
                            + name
                            + "' is no name of a key: 1 to 32 lower-case letters and digits, with"
                            + " single '-' between them.");
        }
        return KeyToken.make(name, new SecureRandom()::nextBytes);
    }

    private AccessKey key(String name, KeyToken token) {
        var known =
                Role.of(role == null ? "" : role.toLowerCase(Locale.ROOT))
                        .orElseThrow(() ->
                                CommandFailed.usage(
                                        (role == null
                                                        ? "A key needs a role"
                                                        : "'" + role + "' is no role")
                                                + ": --role "
                                                + String.join("|", Role.words())
                                                + "."));
        try {
            return new AccessKey(name, token.sha256(), known, projects, automation, expiry());
        } catch (IllegalArgumentException refused) {
            throw CommandFailed.usage("No key can be made: " + refused.getMessage() + ".");
        }
    }

    private @Nullable Instant expiry() {
        try {
            return expires == null ? null : AccessFile.expiry(expires);
        } catch (DateTimeException _) {
            throw CommandFailed.usage(
                    "'"
                            + expires
                            + "' is no time: write a day such as 2031-01-31, or a time such as"
                            + " 2031-01-31T12:00:00Z.");
        }
    }

    private Path path() {
        return file == null ? context.home().accessFile() : file;
    }

    private List<AccessKey> read() {
        if (Files.notExists(path())) {
            throw CommandFailed.usage(
                    "There is no access file " + path() + ".",
                    file == null
                            ? "The first 'up' makes one, or 'key create'."
                            : "'key create' makes it.");
        }
        return switch (AccessFile.read(path())) {
            case AccessReading.Read(var list) -> list.keys();
            case AccessReading.Faulty faulty -> throw unusable(faulty.line());
        };
    }

    private void change(UnaryOperator<List<AccessKey>> change) {
        if (file == null) {
            context.home().requireUsable();
        }
        try {
            AccessFile.change(path(), change);
        } catch (AccessFile.Bad bad) {
            throw unusable(bad.getMessage());
        } catch (IOException e) {
            throw CommandFailed.failed(
                    "The access file " + path() + " cannot be written: " + e + ".");
        }
    }

    private CommandFailed unusable(@Nullable String why) {
        return CommandFailed.failed(
                "The access file " + path() + " cannot be used: " + why + ".", "Correct it first.");
    }
}
