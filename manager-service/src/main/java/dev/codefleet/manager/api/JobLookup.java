package dev.codefleet.manager.api;

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
    JobId id(String text) {
        try {
            return new JobId(text);
        } catch (IllegalArgumentException malformed) {
            throw new ProblemException(
                    Problems.notFound(
                            "There is no job '" + text + "': " + malformed.getMessage() + "."));
        }
    }

    /**
     * @throws ProblemException 404 if there is no such job
     */
    JobId existing(String text) throws SQLException {
        var id = id(text);
        if (store.owner(id).isEmpty()) {
            throw missing(id);
        }
        return id;
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
