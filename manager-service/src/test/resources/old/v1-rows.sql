-- A job in the middle of its work, as a manager of the first version leaves it when it is stopped: a is done,
-- b is under way on programmer-1, c waits for both.
INSERT INTO manager (id, url, fence, expires_at)
VALUES ('manager-old', 'http://127.0.0.1:1', nextval('fence'), clock_timestamp());

INSERT INTO job (id, state, owner, fence, lane, title, delivery, final_checks, idempotency_key, request_sha256, created_at)
VALUES ('oldjob000001', 'RUNNING', 'manager-old', 1, 'CODE', 'Begun before the upgrade', 'DOWNLOAD', '[]', 'key-1', '\x010203', '2026-01-02T03:04:05Z');

INSERT INTO subtask (job, ordinal, key, spec, state, attempts) VALUES
('oldjob000001', 0, 'a', '{"key": "a", "title": "Done", "depends_on": [], "priority": 3, "files": [], "checks": [], "executor": {"kind": "none"}, "limits": {"timeout": "PT10M", "max_iterations": 1, "max_attempts": 3}, "suggested_skills": [], "suggested_mcp_servers": [], "suggested_subagents": []}', 'SUCCEEDED', 1),
('oldjob000001', 1, 'b', '{"key": "b", "title": "Under way", "depends_on": [], "priority": 3, "files": [], "checks": [], "executor": {"kind": "none"}, "limits": {"timeout": "PT10M", "max_iterations": 1, "max_attempts": 3}, "suggested_skills": [], "suggested_mcp_servers": [], "suggested_subagents": []}', 'RUNNING', 1),
('oldjob000001', 2, 'c', '{"key": "c", "title": "Waits", "depends_on": ["a", "b"], "priority": 3, "files": [], "checks": [], "executor": {"kind": "none"}, "limits": {"timeout": "PT10M", "max_iterations": 1, "max_attempts": 3}, "suggested_skills": [], "suggested_mcp_servers": [], "suggested_subagents": []}', 'PENDING', 0);

INSERT INTO attempt (job, key, number, programmer, fence, state, dispatched_at, finished_at, receipt) VALUES
('oldjob000001', 'a', 1, 'programmer-1', 1, 'SUCCEEDED', '2026-01-02T03:04:06Z', '2026-01-02T03:04:07Z', '{"attempt": "oldjob000001.a.1", "programmer": "programmer-1", "state": "SUCCEEDED", "executor": "none", "isolation": "none", "iterations": 1, "files_changed": 0, "lines_added": 0, "lines_deleted": 0, "files": [], "started_at": "2026-01-02T03:04:06Z", "finished_at": "2026-01-02T03:04:07Z", "duration_ms": 1000, "executor_ms": 900, "checks_ms": 100, "checks": [], "flags": []}'),
('oldjob000001', 'b', 1, 'programmer-1', 1, 'DISPATCHED', '2026-01-02T03:04:07Z', NULL, NULL);

INSERT INTO event (job, seq, at, type, sender, receiver, body) VALUES
('oldjob000001', 1, '2026-01-02T03:04:05Z', 'STATUS', 'manager-old', NULL, '{"what": "job", "state": "RUNNING"}'),
('oldjob000001', 2, '2026-01-02T03:04:07Z', 'CMD', 'manager-old', 'programmer-1', '{"what": "order", "subtask": "b", "attempt": "oldjob000001.b.1"}');
