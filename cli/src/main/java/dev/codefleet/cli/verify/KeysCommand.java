package dev.codefleet.cli.verify;

import dev.codefleet.attestation.TrustedKeys;
import dev.codefleet.cli.fleet.CommandContext;
import dev.codefleet.cli.fleet.GatewayOption;
import dev.codefleet.contract.job.FleetView;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Writes down the public keys of a fleet's agents, by which its results are verified. */
@Command(
        name = "keys",
        description = {
            "Write the public keys of a fleet's managers and programmers to a trust file, for"
                    + " 'verify'.",
            "What the file has already stays: results of agents that are gone, or have new keys, are"
                    + " verified by it."
        },
        mixinStandardHelpOptions = true)
public final class KeysCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin private GatewayOption connection = new GatewayOption();

    /** What is to be done. */
    enum Action {
        EXPORT
    }

    @Parameters(index = "0", paramLabel = "ACTION", description = "${COMPLETION-CANDIDATES}.")
    private Action action = Action.EXPORT;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            description = "The trust file. Default: print the keys.")
    private @Nullable Path file;

    public KeysCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        return switch (action) {
            case EXPORT -> export();
        };
    }

    private int export() {
        var keys = known();
        var before = keys.size();
        var fleet = connection.require(context).fleet();
        for (var member :
                Stream.concat(fleet.managers().stream(), fleet.programmers().stream()).toList()) {
            if (member.key() != null) {
                keys = keys.with(name(member), member.key());
            }
        }
        if (keys.size() == 0) {
            throw CommandFailed.failed(
                    "No agent of this fleet has proved a key of its own.",
                    "Registries show keys once they ask for them: docs/operations.md, 'Identities of"
                            + " agents'.");
        }
        if (file == null) {
            keys.text().lines().forEach(context.terminal()::say);
        } else {
            write(file.toAbsolutePath(), keys.text());
            context.terminal()
                    .note(
                            "%d keys are in %s, %d of them new."
                                    .formatted(keys.size(), file, keys.size() - before));
        }
        return ExitCode.SUCCEEDED.number();
    }

    private static String name(FleetView.Member member) {
        return member.kind() + "/" + member.id();
    }

    private TrustedKeys known() {
        return file == null || Files.notExists(file) ? TrustedKeys.parse("") : read(file);
    }

    /** The keys of a trust file. */
    static TrustedKeys read(Path file) {
        try {
            return TrustedKeys.parse(Files.readString(file));
        } catch (IOException e) {
            throw CommandFailed.usage("The trust file " + file + " cannot be read: " + e + ".");
        } catch (IllegalArgumentException malformed) {
            throw CommandFailed.usage("The trust file " + file + " " + malformed.getMessage());
        }
    }

    private static void write(Path file, String text) {
        try {
            var directory = Objects.requireNonNull(file.getParent(), "a file has a directory");
            var fresh = Files.createTempFile(directory, ".keys-", ".tmp");
            Files.writeString(fresh, text);
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw CommandFailed.failed("The trust file " + file + " cannot be written: " + e + ".");
        }
    }
}
