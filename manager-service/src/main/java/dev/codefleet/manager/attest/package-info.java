/**
 * The manager's word on finished jobs. What programmers have signed of single attempts, a manager
 * sums up once a job has succeeded: which commit is the result, and which receipts count for it. It
 * is signed by the manager that completed the job, soon after; or, if that one ended before, by the
 * first that is asked for it. It says nothing that the job's rows do not say: without the receipts
 * it proves only that a manager said so.
 */
@NullMarked
package dev.codefleet.manager.attest;

import org.jspecify.annotations.NullMarked;
