-- Whole logs of attempts, compressed, where the attempt's own row shows only a part. They go with their job, and the
-- oldest before that when all of them are more than may be kept.
CREATE TABLE attempt_log (
    job              text NOT NULL,
    key              text NOT NULL,
    number           integer NOT NULL,
    compressed_bytes bigint NOT NULL,
    kept_at          timestamptz NOT NULL,
    content          bytea NOT NULL,
    PRIMARY KEY (job, key, number)
);
ALTER TABLE attempt_log ALTER COLUMN content SET STORAGE EXTERNAL;
CREATE INDEX attempt_log_kept_at ON attempt_log (kept_at);
