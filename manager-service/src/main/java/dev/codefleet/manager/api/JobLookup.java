package dev.codefleet.manager.api;

import dev.codefleet.contract.job.Caller;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.contract.problem.FieldError;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.manager.job.JobHolder;
import dev.codefleet.manager.job.JobStore;
import dev.codefleet.manager.job.JobViewStore;
import dev.codefleet.web.ProblemException;
import dev.codefleet.web.Problems;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the job that a request names, or says what is wrong with the name. */
@Singleton
class JobLookup {
    private final JobViewStore views;
    private final JobStore store;
    private final JobHolder active;

    JobLookup(JobViewStore views, JobStore store, JobHolder active) {
        this.views = views;
        this.store = store;
        this.active = active;
    }

    /**
     * @throws ProblemException 404 if no job can have this id
     */
    private JobId id(String text) {
        try {
            return new JobId(text);
        } catch (IllegalArgumentException malformed) {
            throw new ProblemException(
                    Problems.notFound(
                            "There is no job '" + text + "': " + malformed.getMessage() + "."));
        }
    }

    /**
     * A job that a caller may know of.
     *
     * @throws ProblemException 404 if there is no such job for him
     */
    JobId existing(String text, @Nullable Caller caller) throws SQLException {
        var id = id(text);
        ownership(id, caller);
        return id;
    }

    /**
     * A job that a caller may change.
     *
     * @throws ProblemException 404 if there is no such job for him, 403 if it is not his
     */
    JobId controlled(String text, @Nullable Caller caller) throws SQLException {
        var id = id(text);
        var ownership = ownership(id, caller);
        if (!JobRights.controls(caller, ownership)) {
            var owner = ownership.submittedBy();
            throw new ProblemException(
                    Problem.of(
                            403,
                            "Not your job",
                            "NOT_YOUR_JOB",
                            "Job "
                                    + id
                                    + (owner == null
                                            ? " was submitted without a key"
                                            : " was submitted with the key '" + owner + "'")
                                    + ": only that key and operators may change it."));
        }
        return id;
    }

    private JobView.Ownership ownership(JobId id, @Nullable Caller caller) throws SQLException {
        return store.ownership(id)
                .filter(job -> JobRights.sees(caller, job))
                .orElseThrow(() -> missing(id));
    }

    /**
     * A job that a caller may know of, as it is now.
     *
     * @throws ProblemException 404 if there is no such job for him
     */
    JobView view(String text, @Nullable Caller caller) throws SQLException {
        var id = id(text);
        return find(id).filter(job -> JobRights.sees(caller, job.ownership()))
                .orElseThrow(() -> missing(id));
    }

    /**
     * @throws ProblemException 404 if there is no such job
     */
    JobView view(JobId id) throws SQLException {
        return find(id).orElseThrow(() -> missing(id));
    }

    Optional<JobView> find(JobId id) throws SQLException {
        return views.job(id);
    }

    boolean isHere(JobId job) throws SQLException {
        return active.isHere(job, views);
    }

    /** What a client is told that wants something only the holder of an unfinished job can do. */
    ProblemException heldElsewhere(JobView view) {
        var owner = view.owner();
        if (owner == null || owner.value().equals(active.manager())) {
            var detail = "The job is being taken up by a manager: try again in a moment.";
            return new ProblemException(
                    Problem.of(503, "Not ready", "JOB_NOT_READY", detail),
                    new ProblemException.Header("Retry-After", "1"));
        }
        return new ProblemException(Problem.notOwner(owner.value()));
    }

    ProblemException invalid(String parameter, String message) {
        return ProblemException.invalidFields(
                List.of(new FieldError(null, parameter, message, null)));
    }

    static ProblemException missing(JobId id) {
        return new ProblemException(Problems.notFound("There is no job " + id + "."));
    }
}
