-- Signed statements about jobs: the receipts of their attempts, each at most 1.4 MB and as a rule some 3 kB, and with
-- an empty key the summary of the manager. They go with their job. As json, which keeps what was written as it is.
CREATE TABLE attestation (
    job      text NOT NULL,
    key      text NOT NULL,
    number   integer NOT NULL,
    envelope json NOT NULL,
    PRIMARY KEY (job, key, number)
);
