-- Who waits for a lock keeps all others waiting: rather tried again than behind a backup that reads the table for hours.
SET LOCAL lock_timeout = '500ms';
-- Time in which a job had ended and nobody had resumed it yet, over all its resumptions: no part of its makespan.
ALTER TABLE job ADD COLUMN idle_ms bigint NOT NULL DEFAULT 0;
