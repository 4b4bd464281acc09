-- Who waits for a lock keeps all others waiting: rather tried again than behind a backup that reads the table for hours.
SET LOCAL lock_timeout = '500ms';
-- The key that a job was submitted with, and the project that it belongs to: null for jobs of before, of older managers,
-- and of gateways that ask for no key.
ALTER TABLE job
    ADD COLUMN submitted_by text,
    ADD COLUMN project text;
