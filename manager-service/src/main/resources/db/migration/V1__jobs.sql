-- Fences grow for ever: every life of a manager's lease takes the next one.
CREATE SEQUENCE fence AS bigint;

CREATE TABLE manager (
    id         text PRIMARY KEY,
    url        text NOT NULL,
    fence      bigint NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE TABLE job (
    id               text PRIMARY KEY,
    state            text NOT NULL CHECK (state IN ('QUEUED', 'PLANNING', 'AWAITING_APPROVAL', 'RUNNING', 'INTEGRATING',
                                                    'SUCCEEDED', 'FAILED', 'CANCELLED')),
    owner            text NOT NULL,
    fence            bigint NOT NULL,
    lane             text NOT NULL,
    title            text NOT NULL,
    repository       text,
    ref              text,
    base             text,
    head             text,
    delivery         text NOT NULL CHECK (delivery IN ('DOWNLOAD', 'BRANCH')),
    max_workers      integer CHECK (max_workers >= 1),
    final_checks     jsonb NOT NULL,
    slots            integer NOT NULL DEFAULT 0,
    work_ms          bigint NOT NULL DEFAULT 0,
    failure          jsonb,
    cancel_requested boolean NOT NULL DEFAULT false,
    idempotency_key  text UNIQUE,
    request_sha256   bytea,
    created_at       timestamptz NOT NULL,
    finished_at      timestamptz,
    CONSTRAINT final_job_has_end CHECK
        ((state IN ('SUCCEEDED', 'FAILED', 'CANCELLED')) = (finished_at IS NOT NULL)),
    CONSTRAINT failed_job_has_reason CHECK (state NOT IN ('FAILED', 'CANCELLED') OR failure IS NOT NULL),
    CONSTRAINT succeeded_job_has_head CHECK (state <> 'SUCCEEDED' OR repository IS NULL OR head IS NOT NULL),
    CONSTRAINT idempotent_job_has_request CHECK (idempotency_key IS NULL OR request_sha256 IS NOT NULL)
);

CREATE INDEX job_active ON job (owner) WHERE finished_at IS NULL;
CREATE INDEX job_by_state ON job (state, id DESC);

CREATE TABLE subtask (
    job        text NOT NULL REFERENCES job,
    ordinal    integer NOT NULL,
    key        text NOT NULL,
    spec       jsonb NOT NULL,
    state      text NOT NULL CHECK (state IN ('PENDING', 'READY', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'SKIPPED')),
    attempts   integer NOT NULL DEFAULT 0,
    failures   integer NOT NULL DEFAULT 0,
    losses     integer NOT NULL DEFAULT 0,
    not_before timestamptz,
    commit     text,
    failure    jsonb,
    PRIMARY KEY (job, ordinal),
    UNIQUE (job, key),
    CONSTRAINT started_subtask_has_attempt CHECK (state NOT IN ('RUNNING', 'SUCCEEDED') OR attempts > 0),
    CONSTRAINT failed_subtask_has_reason CHECK (state NOT IN ('FAILED', 'SKIPPED') OR failure IS NOT NULL),
    CONSTRAINT only_ready_waits CHECK (not_before IS NULL OR state = 'READY'),
    CONSTRAINT only_succeeded_has_commit CHECK (commit IS NULL OR state = 'SUCCEEDED')
);

CREATE TABLE attempt (
    job           text NOT NULL REFERENCES job,
    key           text NOT NULL,
    number        integer NOT NULL CHECK (number >= 1),
    programmer    text NOT NULL,
    fence         bigint NOT NULL,
    state         text NOT NULL CHECK (state IN ('DISPATCHED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'LOST')),
    dispatched_at timestamptz NOT NULL,
    finished_at   timestamptz,
    failure       jsonb,
    receipt       jsonb,
    bundle        text,
    log           text,
    PRIMARY KEY (job, key, number),
    CONSTRAINT final_attempt_has_end CHECK ((state NOT IN ('DISPATCHED', 'RUNNING')) = (finished_at IS NOT NULL)),
    CONSTRAINT succeeded_attempt_has_receipt CHECK (state <> 'SUCCEEDED' OR receipt IS NOT NULL)
);

-- Of all attempts of a subtask one result is accepted, and one is under way. Final checks may run again after a resume.
CREATE UNIQUE INDEX one_accepted_attempt ON attempt (job, key) WHERE state = 'SUCCEEDED' AND key <> 'final-checks';
CREATE UNIQUE INDEX one_open_attempt ON attempt (job, key) WHERE finished_at IS NULL;

CREATE TABLE bundle (
    job     text NOT NULL REFERENCES job,
    sha256  text NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (job, sha256)
);
ALTER TABLE bundle ALTER COLUMN content SET STORAGE EXTERNAL;

CREATE TABLE event (
    job      text NOT NULL REFERENCES job,
    seq      bigint NOT NULL,
    at       timestamptz NOT NULL,
    type     text NOT NULL CHECK (type IN ('CMD', 'STATUS', 'HEARTBEAT', 'RESPONSE')),
    sender   text NOT NULL,
    receiver text,
    body     jsonb NOT NULL,
    PRIMARY KEY (job, seq)
);
