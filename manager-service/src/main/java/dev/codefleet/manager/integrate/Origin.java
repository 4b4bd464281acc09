package dev.codefleet.manager.integrate;

import dev.codefleet.contract.job.JobId;

/**
 * The commit of a repository that a job starts from.
 *
 * @param repository the repository's address or absolute path
 * @param commit the full name of the commit that the job started from
 */
public record Origin(JobId job, String repository, String commit) {}
