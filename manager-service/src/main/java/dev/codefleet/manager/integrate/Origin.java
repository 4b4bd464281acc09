package dev.codefleet.manager.integrate;

import dev.codefleet.contract.job.JobId;

/**
 * The commit of a repository that a job starts from.
 *
 * @param repository the repository's address or absolute path
 * @param base the full name of the commit that the job starts from
 */
public record Origin(JobId job, String repository, String base) {}
