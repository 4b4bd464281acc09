package dev.codefleet.cli.verify;

import dev.codefleet.attestation.AttemptStatement;
import dev.codefleet.attestation.ResultCheck;
import dev.codefleet.attestation.ResultCheck.Fault;
import dev.codefleet.attestation.ResultCheck.Verdict;
import dev.codefleet.cli.fleet.CommandContext;
import dev.codefleet.cli.repository.LocalRepository;
import dev.codefleet.cli.repository.SignedResult;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks offline, by trusted keys alone, what is signed of a commit. */
@Command(
        name = "verify",
        description = {
            "Verify that a branch or bundle is the result of a job as a fleet signed it. Asks"
                    + " nobody: all that is needed are the repository and the public keys of 'keys"
                    + " export'.",
            "Exit codes: 0 verified; 1 not signed, or not as it was signed; 2 wrong usage."
        },
        mixinStandardHelpOptions = true)
public final class VerifyCommand implements Callable<Integer> {
    private static final Verdict UNSIGNED =
            new Verdict.Refused(
                    Fault.NOT_SIGNED,
                    "There are no signed receipts of it in refs/notes/codefleet/. A job's bundle has"
                            + " them, and 'fetch' brings them; where agents have no keys, nothing is"
                            + " signed.");

    private final CommandContext context;

    @Parameters(
            paramLabel = "BRANCH|BUNDLE",
            description = "A branch or another revision, or the file of a job's result.bundle.")
    private String what = "";

    @Option(
            names = "--trust",
            required = true,
            paramLabel = "FILE",
            description = "The public keys to go by, as 'keys export' writes them.")
    private Path trust = Path.of("");

    @Option(
            names = "--repo",
            paramLabel = "PATH",
            description = "The repository. Default: the one around the working directory.")
    private @Nullable Path repository;

    public VerifyCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var check = new ResultCheck(KeysCommand.read(trust));
        context.home().requireUsable();
        var directory = repository == null ? Path.of("").toAbsolutePath() : repository;
        var local = LocalRepository.containing(directory, context.home().newGit());
        var file = Path.of(what);
        var found =
                Files.isRegularFile(file)
                        ? SignedResult.ofBundle(local, file)
                        : SignedResult.of(local, what);
        return tell(found, verdict(check, found));
    }

    /**
     * By the job whose notes are of this very commit, else by that whose branch it is, else by
     * whichever proves it: what is wrong with the first must not be covered by the last.
     */
    private static Verdict verdict(ResultCheck check, SignedResult found) {
        var meant =
                found.jobs().stream()
                        .filter(SignedResult.OfJob::isOfCommit)
                        .findFirst()
                        .or(() ->
                                found.jobs().stream()
                                        .filter(each ->
                                                found.branch().equals("codefleet/" + each.job()))
                                        .findFirst());
        if (meant.isPresent()) {
            return check.of(found.commit(), found.tree(), meant.get().envelopes());
        }
        return found.jobs().stream()
                .map(each -> check.of(found.commit(), found.tree(), each.envelopes()))
                .filter(Verdict.Proven.class::isInstance)
                .findFirst()
                .orElse(UNSIGNED);
    }

    private int tell(SignedResult found, Verdict verdict) {
        var terminal = context.terminal();
        switch (verdict) {
            case Verdict.Refused(var fault, var detail) -> {
                throw CommandFailed.failed(
                        "Not verified: " + fault + ". " + detail,
                        fault == Fault.UNKNOWN_KEY
                                ? "If the fleet is yours, 'keys export FILE' adds the keys that it has"
                                        + " now."
                                : "Nothing is proven of " + found.commit() + ".");
            }
            case Verdict.Proven proven -> {
                lines(found, proven).forEach(terminal::say);
                return ExitCode.SUCCEEDED.number();
            }
        }
    }

    private static List<String> lines(SignedResult found, Verdict.Proven proven) {
        var summary = proven.summary();
        var lines = new ArrayList<String>();
        lines.add("Verified: " + found.commit() + " is the result of job " + summary.job() + ".");
        lines.add("Proven:");
        lines.add(
                "  manager/"
                        + summary.manager()
                        + " signed that it is"
                        + (proven.byTree()
                                ? " what has these files, as commit " + summary.head().commit()
                                : " this commit")
                        + ", made from "
                        + summary.base());
        proven.receipts().forEach(each -> lines.add("  " + line(each)));
        lines.add("Not proven:");
        gaps(proven).forEach(gap -> lines.add("  " + gap));
        return List.copyOf(lines);
    }

    private static String line(AttemptStatement signed) {
        var receipt = signed.receipt();
        var name =
                ResultCheck.isOfFinalChecks(receipt.attempt())
                        ? "the final checks"
                        : receipt.attempt().key();
        var checks = receipt.checks().size();
        return "programmer/%s signed %s (attempt %d): %s%s; isolation %s, network %s"
                .formatted(
                        receipt.execution().programmer(),
                        name,
                        receipt.attempt().number(),
                        checks == 0
                                ? "no checks"
                                : checks == 1 ? "1 check passed" : checks + " checks passed",
                        signed.commit() == null ? "" : " on " + signed.commit(),
                        receipt.execution().isolation(),
                        receipt.execution().network() == null
                                ? "not said"
                                : receipt.execution().network());
    }

    private static List<String> gaps(Verdict.Proven proven) {
        var gaps = new ArrayList<String>();
        var summary = proven.summary();
        if (!proven.isHeadChecked()) {
            gaps.add(
                    "merged head not checked: no signed check ran on the result itself, only on its"
                            + " parts");
        }
        var signed =
                proven.receipts().stream()
                        .filter(each -> !ResultCheck.isOfFinalChecks(each.receipt().attempt()))
                        .count();
        if (signed < summary.subtasks()) {
            gaps.add(
                    "%d of %d subtasks have no signed receipt"
                            .formatted(summary.subtasks() - signed, summary.subtasks()));
        }
        if (proven.byTree()) {
            gaps.add("who made this commit, and what its message says: only its files are signed");
        }
        gaps.add(
                "that the checks look at the right things, and that "
                        + summary.base()
                        + " is good");
        return gaps;
    }
}
