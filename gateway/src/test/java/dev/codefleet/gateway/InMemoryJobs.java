package dev.codefleet.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.job.Delivery;
import dev.codefleet.contract.job.Demand;
import dev.codefleet.contract.job.DiskView;
import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.contract.job.MessageType;
import dev.codefleet.contract.job.Page;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.contract.problem.FieldError;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.contracttests.ManagerProblems;
import dev.codefleet.contracttests.ProgrammerProblems;
import dev.codefleet.support.Json;
import dev.codefleet.support.Sha256;
import dev.codefleet.support.Sse;
import dev.codefleet.support.SseEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A manager's answers about jobs that nobody works on: see {@link StandInManagerWireTest} for what
 * they have in common with the service's. All its state is guarded by itself.
 */
final class InMemoryJobs implements StandInManager.Behaviour {
    private static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");
    private static final String JOBS = "/v1/jobs";
    private static final String REPOSITORIES = "/v1/repositories/";

    private final String manager;
    private final TreeMap<String, Job> jobs = new TreeMap<>();
    private final Map<String, Job> byKey = new HashMap<>();
    private final Set<String> repositories = new HashSet<>();

    private static final class Job {
        final JobId id;
        final String owner;
        final String title;
        final JsonNode request;
        final List<JobEvent> events = new ArrayList<>();
        JobState state = JobState.RUNNING;

        Job(JobId id, String owner, String title, JsonNode request) {
            this.id = id;
            this.owner = owner;
            this.title = title;
            this.request = request;
            tell(JobState.QUEUED);
            tell(JobState.RUNNING);
        }

        void tell(JobState next) {
            state = next;
            events.add(
                    new JobEvent(
                            events.size() + 1,
                            THEN,
                            MessageType.STATUS,
                            owner,
                            null,
                            Map.of("what", "job", "state", next)));
        }

        JobView view() {
            return new JobView(
                    id,
                    title,
                    state,
                    Lane.CODE,
                    new AgentId(owner),
                    new JobView.Files(null, null, null, null, null, Delivery.DOWNLOAD),
                    Map.of(SubtaskState.READY, 1),
                    new JobView.Times(THEN, null, null),
                    new JobView.Parallelism(null, 0, 0, null, null),
                    null,
                    null);
        }
    }

    InMemoryJobs(String manager) {
        this.manager = manager;
    }

    /** Adds a running job of a manager. */
    synchronized JobView add(String owner) {
        return add(owner, "Title", Json.mapper().nullNode()).view();
    }

    private Job add(String owner, String title, JsonNode request) {
        var id = new JobId("job%06d".formatted(jobs.size() + 1));
        var job = new Job(id, owner, title, request);
        jobs.put(id.value(), job);
        return job;
    }

    @Override
    public synchronized void answer(HttpExchange exchange) throws IOException {
        var body = exchange.getRequestBody().readAllBytes();
        var path = exchange.getRequestURI().getPath();
        if (path.equals(JOBS)) {
            if (exchange.getRequestMethod().equals("POST")) {
                submit(exchange, body);
            } else {
                list(exchange);
            }
        } else if (path.startsWith(JOBS + "/")) {
            var parts = path.substring(JOBS.length() + 1).split("/", 2);
            job(exchange, parts[0], parts.length == 1 ? "" : parts[1]);
        } else if (path.startsWith(REPOSITORIES)) {
            repository(exchange, path.substring(REPOSITORIES.length()), body);
        } else if (path.equals("/v1/demand")) {
            var lane = new Demand.LaneDemand(Lane.CODE, jobs.size(), 0, 0, 0);
            StandInManager.reply(exchange, 200, Json.text(new Demand(List.of(lane))));
        } else if (path.equals("/v1/disk")) {
            var table = new DiskView.Table("job", 8_192, jobs.size());
            StandInManager.reply(exchange, 200, Json.text(new DiskView(List.of(table))));
        } else {
            StandInManager.refuse(exchange, notFound("There is nothing at " + path + "."));
        }
    }

    private void submit(HttpExchange exchange, byte[] body) throws IOException {
        var key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        if (key != null && !key.matches("[A-Za-z0-9._:-]{1,128}")) {
            invalidField(exchange, "Idempotency-Key");
            return;
        }
        JsonNode request;
        try {
            request = Json.mapper().readTree(body);
        } catch (JsonProcessingException _) {
            var error = new FieldError(1, "$", "is no JSON", "a JSON object");
            var detail = "Line 1: is no JSON";
            StandInManager.refuse(
                    exchange,
                    Problem.of(400, "Malformed JSON", "MALFORMED_JSON", detail, List.of(error)));
            return;
        }
        var title = request.path("plan").path("title");
        if (!title.isTextual()) {
            var error = new FieldError(1, "plan.title", "is missing", "a text");
            StandInManager.refuse(exchange, ManagerProblems.invalidPlan(error));
            return;
        }
        var repository = request.path("repository").asText();
        if (repository.startsWith("bundle:") && !repositories.contains(repository.substring(7))) {
            StandInManager.refuse(exchange, ManagerProblems.notUploaded(repository.substring(7)));
            return;
        }
        accept(exchange, key, title.asText(), request);
    }

    private void accept(HttpExchange exchange, @Nullable String key, String title, JsonNode request)
            throws IOException {
        var known = key == null ? null : byKey.get(key);
        if (known != null && !known.request.equals(request)) {
            StandInManager.refuse(exchange, ManagerProblems.keyReused(known.id));
            return;
        }
        var job = known == null ? add(manager, title, request) : known;
        if (known != null) {
            exchange.getResponseHeaders().set("Idempotent-Replay", "true");
        } else if (key != null) {
            byKey.put(key, job);
        }
        exchange.getResponseHeaders().set("Location", JOBS + "/" + job.id);
        StandInManager.reply(exchange, 202, Json.text(job.view()));
    }

    /** The newest first. */
    private void list(HttpExchange exchange) throws IOException {
        var query = query(exchange);
        var limit = Integer.parseInt(query.getOrDefault("limit", "100"));
        var cursor = query.get("cursor");
        var older = cursor == null ? jobs : jobs.headMap(cursor, false);
        var items = older.descendingMap().values().stream().limit(limit).map(Job::view).toList();
        var next = items.size() < older.size() ? items.getLast().id().value() : null;
        StandInManager.reply(exchange, 200, Json.text(new Page<>(items, next)));
    }

    private void job(HttpExchange exchange, String id, String what) throws IOException {
        var job = jobs.get(id);
        if (job == null) {
            var isId = id.matches("[A-Za-z0-9_-]+");
            StandInManager.refuse(
                    exchange,
                    isId
                            ? ManagerProblems.missing(new JobId(id))
                            : notFound("There is no job '" + id + "'."));
            return;
        }
        switch (what) {
            case "" -> {
                if (!exchange.getRequestMethod().equals("DELETE")) {
                    StandInManager.reply(exchange, 200, Json.text(job.view()));
                } else if (job.state.isFinal()) {
                    jobs.remove(id);
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                } else {
                    StandInManager.refuse(exchange, ManagerProblems.notEnded());
                }
            }
            case "subtasks" -> {
                var subtask = Map.of("key", "a", "state", SubtaskState.READY);
                StandInManager.reply(exchange, 200, Json.text(new Page<>(List.of(subtask), null)));
            }
            case "receipts" ->
                    StandInManager.reply(exchange, 200, Json.text(new Page<>(List.of(), null)));
            case "events" -> events(exchange, job);
            case "cancel" -> cancel(exchange, job);
            case "resume" -> {
                if (job.state.isFinal()) {
                    job.tell(JobState.QUEUED);
                }
                StandInManager.reply(exchange, 202, Json.text(job.view()));
            }
            default -> StandInManager.refuse(exchange, notFound("There is no " + what + "."));
        }
    }

    private void cancel(HttpExchange exchange, Job job) throws IOException {
        if (!job.owner.equals(manager)) {
            StandInManager.refuse(exchange, Problem.notOwner(job.owner));
            return;
        }
        if (!job.state.isFinal()) {
            job.tell(JobState.CANCELLED);
            notifyAll();
        }
        StandInManager.reply(exchange, 202, Json.text(job.view()));
    }

    private void events(HttpExchange exchange, Job job) throws IOException {
        var follow = !"false".equals(query(exchange).get("follow"));
        var last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        if (last != null && !last.matches("[0-9]{1,18}")) {
            invalidField(exchange, "Last-Event-ID");
            return;
        }
        if (follow && !job.owner.equals(manager) && !job.state.isFinal()) {
            StandInManager.refuse(exchange, Problem.notOwner(job.owner));
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", Sse.MEDIA_TYPE);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(200, 0);
        var out = exchange.getResponseBody();
        out.write(Sse.RETRY.getBytes(StandardCharsets.UTF_8));
        out.flush();
        var told = last == null ? 0 : Integer.parseInt(last);
        try {
            while (true) {
                for (; told < job.events.size(); told++) {
                    out.write(text(job.events.get(told)).getBytes(StandardCharsets.UTF_8));
                }
                out.flush();
                if (job.state.isFinal()) {
                    out.write(end(job).getBytes(StandardCharsets.UTF_8));
                }
                if (!follow || job.state.isFinal()) {
                    break;
                }
                wait();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        exchange.close();
    }

    private static String end(Job job) {
        var last = job.events.getLast().seq();
        Map<String, Object> body =
                Map.of(
                        "what",
                        "end",
                        "complete",
                        true,
                        "reason",
                        "JOB_ENDED",
                        "last_event_id",
                        Long.toString(last));
        var word = new JobEvent(last, THEN, MessageType.STATUS, job.owner, null, body);
        return Sse.encode(new SseEvent(null, "end", Json.text(word)));
    }

    private static String text(JobEvent event) {
        var name = event.type().name().toLowerCase(Locale.ROOT);
        return Sse.encode(new SseEvent(Long.toString(event.seq()), name, Json.text(event)));
    }

    private void repository(HttpExchange exchange, String name, byte[] body) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(repositories.contains(name) ? 200 : 404, -1);
            exchange.close();
            return;
        }
        var sum = Sha256.hex(Sha256.digest().digest(body));
        if (!Sha256.isSum(name)) {
            StandInManager.refuse(exchange, ProgrammerProblems.notAChecksum());
        } else if (!sum.equals(name)) {
            StandInManager.refuse(exchange, ProgrammerProblems.wrongChecksum(sum));
        } else {
            exchange.sendResponseHeaders(repositories.add(name) ? 201 : 200, -1);
            exchange.close();
        }
    }

    private static void invalidField(HttpExchange exchange, String field) throws IOException {
        var error = new FieldError(null, field, "is out of form", null);
        StandInManager.refuse(
                exchange,
                Problem.of(400, "Invalid fields", "INVALID_FIELDS", "It is.", List.of(error)));
    }

    private static Problem notFound(String detail) {
        return Problem.of(404, "Not found", "NOT_FOUND", detail);
    }

    private static Map<String, String> query(HttpExchange exchange) {
        var query = exchange.getRequestURI().getQuery();
        var values = new HashMap<String, String>();
        for (var pair : query == null ? new String[0] : query.split("&")) {
            var parts = pair.split("=", 2);
            values.put(parts[0], parts.length == 1 ? "" : parts[1]);
        }
        return values;
    }
}
