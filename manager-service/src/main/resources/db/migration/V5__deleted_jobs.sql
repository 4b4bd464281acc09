-- Who waits for a lock keeps all others waiting: rather tried again than behind a backup that reads a table for hours.
SET LOCAL lock_timeout = '500ms';
-- A job goes in one short transaction: its row is deleted and its id written here. From then on nobody finds it, and
-- its other rows are deleted in small batches by whichever manager comes by, until nothing is left and the id goes, too.
CREATE TABLE deleted_job (
    id         text PRIMARY KEY,
    deleted_at timestamptz NOT NULL
);
-- So rows outlive their job's for a moment. That none comes to be without it is certain all the same: they are only ever
-- written behind a lock of their job's row. The locks are taken in the order in which writers take theirs.
LOCK TABLE job, bundle, attempt, subtask IN ACCESS EXCLUSIVE MODE;
ALTER TABLE bundle DROP CONSTRAINT bundle_job_fkey;
ALTER TABLE attempt DROP CONSTRAINT attempt_job_fkey;
ALTER TABLE subtask DROP CONSTRAINT subtask_job_fkey;
-- Which jobs are the oldest.
CREATE INDEX job_ended ON job (finished_at, id) WHERE finished_at IS NOT NULL;
