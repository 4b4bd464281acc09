package dev.codefleet.manager.api;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.job.Caller;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.contract.problem.FieldError;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.git.RepositoryUrl;
import dev.codefleet.manager.job.JobHolder;
import dev.codefleet.manager.job.JobStore;
import dev.codefleet.manager.job.JobViewStore;
import dev.codefleet.manager.job.NewJob;
import dev.codefleet.manager.upload.UploadStore;
import dev.codefleet.plan.JobRequestReader;
import dev.codefleet.plan.JobRequestReading;
import dev.codefleet.plan.JobSubmission;
import dev.codefleet.web.IdSource;
import dev.codefleet.web.ProblemException;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Accepts jobs: reads and checks them, commits them, and gives them to the engine. */
@Singleton
class JobIntake {
    private static final Logger LOG = Logger.getLogger(JobIntake.class);
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    /**
     * @param isReplay whether the same request was accepted before
     */
    record Submitted(JobView view, boolean isReplay) {}

    private final JobHolder active;
    private final JobStore store;
    private final JobLookup known;
    private final UploadStore uploads;
    private final IdSource ids;
    private final InstantSource clock;
    private final RepositoryCheck repositories;

    JobIntake(
            JobHolder active,
            JobStore store,
            JobLookup known,
            UploadStore uploads,
            IdSource ids,
            InstantSource clock,
            RepositoryCheck repositories) {
        this.active = active;
        this.store = store;
        this.known = known;
        this.uploads = uploads;
        this.ids = ids;
        this.clock = clock;
        this.repositories = repositories;
    }

    /**
     * @param key the idempotency key; null where the client gave none
     * @param caller whose it is to be; null where no gateway named one
     * @throws ProblemException if the request is not a valid job, or none can be accepted now
     */
    Submitted submit(byte[] body, @Nullable String key, @Nullable Caller caller)
            throws SQLException {
        if (key != null && !KEY.matcher(key).matches()) {
            throw known.invalid("Idempotency-Key", "must be 1 to 128 of A-Z a-z 0-9 . _ : -");
        }
        var request = valid(body);
        requireUpload(request.repository(), key);
        long fence = active.fence().orElseThrow(JobIntake::notNow);
        requireRoom(caller, key);
        var id = new JobId(ids.next());
        requireRepository(id, request, key);
        var job =
                new NewJob(
                        id,
                        request.plan(),
                        request.repository(),
                        request.ref(),
                        request.lane(),
                        request.maxWorkers(),
                        request.delivery(),
                        key,
                        RequestDigest.of(body),
                        clock.instant(),
                        JobView.Ownership.of(caller));
        return switch (accept(job, fence, body)) {
            case JobStore.Acceptance.Accepted accepted -> {
                active.begin(job, fence);
                LOG.infof(
                        "job accepted: job=%s lane=%s subtasks=%d agent=%s fence=%d by=%s",
                        job.id(),
                        job.lane(),
                        job.plan().subtasks().size(),
                        active.manager(),
                        fence,
                        caller == null ? "nobody" : caller.key());
                yield new Submitted(view(job), false);
            }
            case JobStore.Acceptance.Replayed(var earlier) -> {
                var view = known.find(earlier).orElseThrow(JobIntake::deletedJustNow);
                if (!JobRights.sees(caller, view.ownership())) {
                    throw keyReused("");
                }
                yield new Submitted(view, true);
            }
            case JobStore.Acceptance.KeyReused(var earlier) ->
                    throw keyReused(
                            store.ownership(earlier)
                                            .filter(its -> JobRights.sees(caller, its))
                                            .isPresent()
                                    ? ", which made job " + earlier
                                    : "");
        };
    }

    /** The job is named only to those who may know of it. */
    private static ProblemException keyReused(String job) {
        return new ProblemException(
                Problem.of(
                        409,
                        "Idempotency key reused",
                        "IDEMPOTENCY_KEY_REUSED",
                        "The key belongs to another request" + job + ". Use a new key."));
    }

    private JobStore.Acceptance accept(NewJob job, long fence, byte[] body) throws SQLException {
        try {
            var acceptance = store.accept(job, active.manager(), fence);
            // A manager of an older version keeps the digest of the body as it came.
            return acceptance instanceof JobStore.Acceptance.KeyReused reused
                            && store.hasRequest(reused.job(), RequestDigest.ofBytes(body))
                    ? new JobStore.Acceptance.Replayed(reused.job())
                    : acceptance;
        } catch (SQLException unknown) {
            active.unanswered(job.id(), fence);
            throw unknown;
        }
    }

    /**
     * A job that is accepted must be able to begin: what it needs is there, and stays. One that was
     * accepted before is only told of.
     */
    private void requireUpload(@Nullable String repository, @Nullable String key)
            throws SQLException {
        var sha256 =
                Optional.ofNullable(repository).flatMap(url -> new RepositoryUrl(url).uploaded());
        if (sha256.isPresent()
                && !uploads.touch(sha256.get())
                && (key == null || !store.isTaken(key))) {
            var way = "upload it first with PUT /v1/repositories/" + sha256.get();
            throw new ProblemException(
                    Problem.of(
                            422,
                            "Unknown upload",
                            "REPOSITORY_NOT_UPLOADED",
                            "The repository is not here: " + way + ".",
                            List.of(new FieldError(null, "repository", "is not here", way))));
        }
    }

    /** One caller's jobs leave room for those of others. */
    private void requireRoom(@Nullable Caller caller, @Nullable String key) throws SQLException {
        if (caller != null
                && active.isFullFor(caller.key())
                && (key == null || !store.isTaken(key))) {
            throw new ProblemException(
                    Problem.of(
                            429,
                            "Too many jobs",
                            "TOO_MANY_JOBS",
                            "As many jobs of the key '"
                                    + caller.key()
                                    + "' as one may have wait or run at this manager"
                                    + " (CODEFLEET_MANAGER_MAX_JOBS_PER_CALLER). Submit again when"
                                    + " some have ended, or cancel some."),
                    new ProblemException.Header("Retry-After", "10"));
        }
    }

    /** What can be seen from here is looked at before the job is promised anything. */
    private void requireRepository(JobId id, JobSubmission request, @Nullable String key)
            throws SQLException {
        var repository = request.repository();
        if (repository == null) {
            return;
        }
        var fault = repositories.fault(id, repository, request.delivery());
        if (fault.isPresent() && (key == null || !store.isTaken(key))) {
            throw new ProblemException(
                    Problem.of(
                            422,
                            "Unusable repository",
                            "REPOSITORY_UNUSABLE",
                            fault.get(),
                            List.of(
                                    new FieldError(
                                            null,
                                            "repository",
                                            fault.get(),
                                            "a repository that the fleet can use"))));
        }
    }

    private static JobSubmission valid(byte[] body) {
        return switch (JobRequestReader.read(body)) {
            case JobRequestReading.Accepted accepted -> accepted.submission();
            case JobRequestReading.Invalid invalid -> throw invalid(invalid.errors());
            case JobRequestReading.Malformed malformed ->
                    throw malformed(malformed.line(), malformed.message());
        };
    }

    /** What is said of a job or plan with faults. */
    static ProblemException invalid(List<FieldError> errors) {
        return new ProblemException(
                Problem.of(400, "Invalid job", "INVALID_PLAN", summary(errors), errors));
    }

    /** What is said of a body that is no JSON. */
    static ProblemException malformed(int line, String message) {
        return new ProblemException(
                Problem.of(
                        400,
                        "Malformed JSON",
                        "MALFORMED_JSON",
                        "Line " + line + ": " + message,
                        List.of(new FieldError(line, "$", message, "a JSON object"))));
    }

    static String summary(List<FieldError> errors) {
        var first = errors.getFirst();
        var more = errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more)";
        return first.field() + " " + first.message() + more;
    }

    /** The key is free again: tried once more, the request makes a new job. */
    private static ProblemException deletedJustNow() {
        return new ProblemException(
                Problem.of(
                        503,
                        "Not ready",
                        "JOB_DELETED",
                        "The job that this request made before is being deleted: try again."),
                new ProblemException.Header("Retry-After", "1"));
    }

    private static ProblemException notNow() {
        return new ProblemException(
                Problem.of(
                        503,
                        "Not ready",
                        "NO_LEASE",
                        "This manager cannot accept jobs now: try again."),
                new ProblemException.Header("Retry-After", "1"));
    }

    private JobView view(NewJob job) {
        Map<SubtaskState, Integer> counts = new EnumMap<>(SubtaskState.class);
        job.plan()
                .subtasks()
                .forEach(each ->
                        counts.merge(
                                each.dependsOn().isEmpty()
                                        ? SubtaskState.READY
                                        : SubtaskState.PENDING,
                                1,
                                Integer::sum));
        return new JobView(
                job.id(),
                job.plan().title(),
                JobState.QUEUED,
                job.lane(),
                new AgentId(active.manager()),
                new JobView.Files(
                        JobViewStore.shown(job.repository()),
                        job.ref(),
                        null,
                        job.repository() == null ? null : "codefleet/" + job.id(),
                        null,
                        job.delivery()),
                counts,
                new JobView.Times(job.createdAt(), null, null),
                new JobView.Parallelism(job.maxWorkers(), 0, 0, null, null),
                null,
                null,
                job.ownership());
    }
}
