-- A resumed job waits for whichever manager of its lane takes it over: nobody owns it until then.
ALTER TABLE job ADD CONSTRAINT only_waiting_job_is_unowned CHECK (owner <> '' OR state = 'QUEUED');
