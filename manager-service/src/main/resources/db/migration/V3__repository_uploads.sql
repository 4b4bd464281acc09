-- Repositories that were uploaded as bundles, in pieces, so that none is ever whole in memory.
CREATE TABLE repository_upload (
    sha256  text PRIMARY KEY CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    bytes   bigint NOT NULL CHECK (bytes > 0),
    used_at timestamptz NOT NULL
);
CREATE INDEX repository_upload_unused ON repository_upload (used_at);

CREATE TABLE repository_upload_piece (
    sha256  text NOT NULL REFERENCES repository_upload ON DELETE CASCADE,
    ordinal integer NOT NULL CHECK (ordinal >= 0),
    content bytea NOT NULL,
    PRIMARY KEY (sha256, ordinal)
);
-- Bundles are compressed already.
ALTER TABLE repository_upload_piece ALTER COLUMN content SET STORAGE EXTERNAL;
