-- Time in which a job had ended and nobody had resumed it yet, over all its resumptions: no part of its makespan.
ALTER TABLE job ADD COLUMN idle_ms bigint NOT NULL DEFAULT 0;
