-- Who waits for a lock keeps all others waiting: rather tried again than behind a backup that reads the table for hours.
SET LOCAL lock_timeout = '500ms';
-- What of a job nobody can take, so that whoever takes the job over goes on counting. Null while there is nothing.
ALTER TABLE job ADD COLUMN unschedulable jsonb;
