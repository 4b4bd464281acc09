-- Who waits for a lock keeps all others waiting: rather tried again than behind a backup that reads a table for hours.
SET LOCAL lock_timeout = '500ms';
-- How long a job may be RUNNING in all, and since when it is, by this server's clock: managers' clocks may differ, and a
-- job that is taken over has the rest of its time. Jobs of before have a day from their next take-over.
ALTER TABLE job
    ADD COLUMN timeout_ms bigint NOT NULL DEFAULT 86400000 CHECK (timeout_ms > 0),
    ADD COLUMN running_since timestamptz;
