-- Who waits for a lock keeps all others waiting: rather tried again than behind a backup that reads a table for hours.
SET LOCAL lock_timeout = '500ms';
-- A subtask's row is written three times after its first. With room for that in its page, an index is hardly ever touched.
ALTER TABLE subtask SET (fillfactor = 50);
-- Entries are only ever written behind a lock of their job's row: one more look for it at each is of no use. The locks are
-- taken in the order in which writers take theirs.
LOCK TABLE job, event IN ACCESS EXCLUSIVE MODE;
ALTER TABLE event DROP CONSTRAINT event_job_fkey;
