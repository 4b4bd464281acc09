package dev.codefleet.plan;

import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.job.Delivery;
import dev.codefleet.contract.plan.ExecutorKind;
import dev.codefleet.contract.plan.Plan;
import dev.codefleet.git.RefName;
import dev.codefleet.git.RepositoryUrl;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the body of {@code POST /v1/jobs}, the plan in it included. */
public final class JobRequestReader {
    private static final int ADDRESS_CHARACTERS = 2_000;
    private static final int REF_CHARACTERS = 250;

    private JobRequestReader() {}

    /**
     * Never throws for anything that the body holds. Whoever calls bounds its size.
     *
     * @param body JSON, as it came
     */
    public static JobRequestReading read(byte[] body) {
        var faults = new Faults();
        try {
            var fields =
                    Fields.of(
                            new FieldValue(JsonTree.read(body), FieldPath.ROOT, faults),
                            Vocabulary.JOB_REQUEST);
            var submission = fields == null ? null : submission(fields);
            return submission == null || faults.any()
                    ? new JobRequestReading.Invalid(faults.errors())
                    : new JobRequestReading.Accepted(submission);
        } catch (MalformedText malformed) {
            return new JobRequestReading.Malformed(malformed.line(), malformed.text());
        }
    }

    /**
     * Reads the body of {@code POST /v1/jobs/{id}/resume}: the plan to go on with; empty for the
     * one that the job has. Never throws for anything that the body holds.
     *
     * @param body JSON, as it came, or nothing; null counts as nothing, for that is what generated
     *     clients send where a body is left out
     */
    public static Optional<PlanReading> readResumption(byte[] body) {
        if (body.length == 0) {
            return Optional.empty();
        }
        var faults = new Faults();
        try {
            var tree = JsonTree.read(body);
            if (tree instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.NULL) {
                return Optional.empty();
            }
            var cell = new FieldValue(tree, FieldPath.ROOT, faults);
            var fields = Fields.of(cell, Vocabulary.RESUME_REQUEST);
            if (fields != null
                    && !faults.any()
                    && fields.get("plan") == null
                    && fields.get("plan_format") == null) {
                return Optional.empty();
            }
            var plan = fields == null ? null : plan(fields);
            return Optional.of(
                    plan == null || faults.any()
                            ? new PlanReading.Invalid(faults.errors())
                            : new PlanReading.Valid(plan));
        } catch (MalformedText malformed) {
            return Optional.of(new PlanReading.Malformed(malformed.line(), malformed.text()));
        }
    }

    private static @Nullable JobSubmission submission(Fields fields) {
        var repository = fields.read("repository", JobRequestReader::repository);
        var ref = fields.read("ref", JobRequestReader::ref);
        var lane = fields.read("lane", value -> value.choice(Lane.values()));
        var maxWorkers = fields.read("max_workers", value -> value.integer(1, PlanBounds.WORKERS));
        var delivery = fields.read("delivery", value -> value.choice(Delivery.values()));
        var plan = plan(fields);
        if (plan == null) {
            return null;
        }
        if (fields.get("repository") == null && !plan.finalChecks().isEmpty()) {
            fields.require(
                    "repository", "an address or an absolute path, because there are final checks");
        } else if (!fields.isSaid("repository") && doesWork(plan)) {
            fields.require(
                    "repository",
                    "an address or an absolute path; or null for a job without files, of which"
                            + " nothing is kept but its logs");
        }
        refuseBranchOfUpload(fields, repository, delivery);
        return new JobSubmission(
                repository,
                ref,
                plan,
                lane == null ? Lane.CODE : lane,
                maxWorkers,
                delivery == null ? Delivery.DOWNLOAD : delivery);
    }

    /** Whether there is something that would be lost without a repository. */
    private static boolean doesWork(Plan plan) {
        return plan.subtasks().stream()
                .anyMatch(subtask -> subtask.executor().kind() != ExecutorKind.NONE);
    }

    private static void refuseBranchOfUpload(
            Fields fields, @Nullable String repository, @Nullable Delivery delivery) {
        var cell = fields.get("delivery");
        if (cell != null
                && delivery == Delivery.BRANCH
                && repository != null
                && RepositoryUrl.isValid(repository)
                && new RepositoryUrl(repository).uploaded().isPresent()) {
            cell.fault(
                    "is branch, but an uploaded repository has no origin that takes one",
                    "download: fetch the branch from result.bundle");
        }
    }

    private static @Nullable String repository(FieldValue cell) {
        var text = cell.line(ADDRESS_CHARACTERS);
        if (text != null) {
            // Not shown: an address that went wrong may still hold a password.
            RepositoryUrl.fault(text).ifPresent(fault -> cell.fault(fault, RepositoryUrl.FORMS));
        }
        return text;
    }

    private static @Nullable String ref(FieldValue cell) {
        var text = cell.line(REF_CHARACTERS);
        if (text != null && !RefName.isValid(text)) {
            cell.fault("is " + Quoted.of(text), "the name of a branch or tag, or a commit");
        }
        return text;
    }

    private static @Nullable Plan plan(Fields fields) {
        var format = fields.read("plan_format", value -> value.choice(PlanFormat.values()));
        var cell = fields.get("plan");
        var goal = fields.get("goal");
        if (goal != null) {
            goal.fault(
                    "cannot be planned yet",
                    cell == null ? "a plan: its subtasks in the field plan" : "only the plan");
        }
        if (cell == null) {
            if (goal == null) {
                fields.require("plan", "a plan, as an object or a text");
            }
            return null;
        }
        if (!(cell.node() instanceof Node.Scalar scalar)) {
            nameNeedlessFormat(fields, format);
            return PlanInterpreter.read(cell);
        }
        if (!scalar.isText()) {
            cell.fault("is " + scalar.description(), "a plan, as an object or a text");
            return null;
        }
        return planText(cell, scalar.text(), format);
    }

    private static void nameNeedlessFormat(Fields fields, @Nullable PlanFormat format) {
        var cell = fields.get("plan_format");
        if (cell != null && format != null && format != PlanFormat.JSON) {
            cell.fault(
                    "is for a plan that is a text, but this one is an object", "json, or nothing");
        }
    }

    private static @Nullable Plan planText(
            FieldValue cell, String text, @Nullable PlanFormat format) {
        try {
            var root = PlanFormat.parse(text, format);
            return PlanInterpreter.read(new FieldValue(root, cell.place(), cell.faults()));
        } catch (MalformedText malformed) {
            cell.faults().add(malformed.line(), cell.place(), malformed.text(), null);
            return null;
        }
    }
}
