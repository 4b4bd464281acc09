package dev.codefleet.cli.client;

/** Jobs as a gateway writes them. */
public final class JobJson {
    private JobJson() {}

    public static String running(String id) {
        return """
        {"id": "%s", "title": "T", "state": "RUNNING", "lane": "code", "delivery": "download",
         "subtasks": {"READY": 2}, "slots": 2, "created_at": "2026-01-01T00:00:00Z", "work_ms": 0}\
        """
                .formatted(id);
    }
}
