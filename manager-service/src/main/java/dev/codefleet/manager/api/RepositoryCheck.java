package dev.codefleet.manager.api;

import dev.codefleet.contract.job.Delivery;
import dev.codefleet.contract.job.JobId;
import java.util.Optional;

/** Looks at the repository of a job before it is accepted. */
public interface RepositoryCheck {
    /**
     * What keeps the job from being done, in plain words with the way out; empty if nothing can be
     * seen from here that does. Repositories on other machines are not asked.
     */
    Optional<String> fault(JobId job, String repository, Delivery delivery);
}
