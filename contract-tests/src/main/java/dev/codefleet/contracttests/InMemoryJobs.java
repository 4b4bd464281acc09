package dev.codefleet.contracttests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.attempt.Receipt;
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
import dev.codefleet.contract.job.SubtaskView;
import dev.codefleet.contract.plan.ExecutorKind;
import dev.codefleet.contract.problem.FieldError;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.support.Json;
import dev.codefleet.support.Sha256;
import dev.codefleet.support.Sse;
import dev.codefleet.support.SseEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A manager's answers about jobs that nobody works on, for stand-ins of managers and, because
 * gateways pass them on, of gateways: they pass {@link ManagerContract} and {@link
 * GatewayContract}. All its state is guarded by itself.
 */
public final class InMemoryJobs {
    private static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");
    private static final String JOBS = "/v1/jobs";
    private static final String REPOSITORIES = "/v1/repositories/";
    private static final String COMMIT = "c".repeat(40);
    private static final int MOST_PER_PAGE = 1_000;

    private final String manager;
    private final TreeMap<String, Job> jobs = new TreeMap<>();
    private final Map<String, Job> byKey = new HashMap<>();
    private final Set<String> repositories = new HashSet<>();
    private int made;

    private static final class Job {
        final JsonNode request;
        JobView view;
        List<SubtaskView> subtasks = List.of(subtask(SubtaskState.READY, 0));
        final List<JobEvent> events = new ArrayList<>();
        final List<Receipt> receipts = new ArrayList<>();

        /** By subtask's key: what each attempt printed. */
        final Map<String, List<String>> logs = new HashMap<>();

        byte @Nullable [] patch;
        byte @Nullable [] bundle;

        Job(JobView view, JsonNode request) {
            this.view = view;
            this.request = request;
        }

        JobId id() {
            return view.id();
        }

        String owner() {
            return Objects.requireNonNull(view.owner()).value();
        }

        void tell(JobState next) {
            view = in(view, next);
            tell(Map.of("what", "job", "state", next.name()));
        }

        void tell(Map<String, Object> body) {
            events.add(
                    new JobEvent(events.size() + 1, THEN, MessageType.STATUS, owner(), null, body));
        }

        boolean hasEnded() {
            return view.state().isFinal();
        }
    }

    public InMemoryJobs(String manager) {
        this.manager = manager;
    }

    /** Adds a running job of a manager, without files. */
    public synchronized JobView add(String owner) {
        return add(owner, "Title", Json.mapper().nullNode()).view;
    }

    /** Adds a job as {@link JobsContract.Given#atWork} tells of it. */
    public synchronized JobId atWork() {
        return put(onRepository(nextId(), manager, JobState.RUNNING));
    }

    /** Adds a job as {@link JobsContract.Given#ended} tells of it. */
    public synchronized JobId ended(JobState state) {
        var id = nextId();
        ended(id, state);
        return id;
    }

    /** The same, of a certain id. */
    public synchronized void ended(JobId job, JobState state) {
        put(onRepository(job, manager, state));
        log(job, "a", "a log\n");
        if (state == JobState.SUCCEEDED) {
            patch(job, "diff --git a/a b/a\n");
            bundle(job, "# v2 git bundle\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Adds a job, or puts it into the place of the one with its id, as it is shown. */
    public synchronized JobId put(JobView view) {
        var owned =
                view.owner() == null
                        ? copy(view, new AgentId(manager), view.state(), view.failure())
                        : view;
        var job = new Job(owned, Json.mapper().nullNode());
        job.subtasks = List.of(subtask(stateOf(view.state()), 0));
        jobs.put(view.id().value(), job);
        return view.id();
    }

    /** Adds what a further attempt of a subtask printed before it ended. */
    public synchronized void log(JobId id, String key, String text) {
        var job = job(id);
        var logs = job.logs.computeIfAbsent(key, _ -> new ArrayList<>());
        logs.add(text);
        var ended = job.view.state() == JobState.SUCCEEDED;
        job.receipts.add(
                receipt(
                        new AttemptId(id, key, logs.size()),
                        ended ? AttemptState.SUCCEEDED : AttemptState.FAILED));
        job.subtasks =
                Stream.concat(
                                job.subtasks.stream().filter(each -> !each.key().equals(key)),
                                Stream.of(subtask(key, stateOf(job.view.state()), logs.size())))
                        .toList();
    }

    /** Gives a job its subtasks as they are shown. */
    public synchronized void subtasks(JobId id, List<SubtaskView> subtasks) {
        job(id).subtasks = List.copyOf(subtasks);
    }

    /** Gives a job a result, or a part of one if it did not succeed. */
    public synchronized void patch(JobId id, String patch) {
        job(id).patch = patch.getBytes(StandardCharsets.UTF_8);
    }

    /** Gives a job a result, or a part of one if it did not succeed. */
    public synchronized void bundle(JobId id, byte[] bundle) {
        job(id).bundle = bundle.clone();
    }

    /** Has a job say something. */
    public synchronized void tell(JobId id, JobEvent event) {
        job(id).events.add(event);
        notifyAll();
    }

    private Job job(JobId id) {
        return Objects.requireNonNull(jobs.get(id.value()));
    }

    private JobId nextId() {
        return new JobId("job%06d".formatted(++made));
    }

    private Job add(String owner, String title, JsonNode request) {
        var view =
                view(
                        nextId(),
                        owner,
                        title,
                        JobState.QUEUED,
                        new JobView.Files(null, null, null, null, null, Delivery.DOWNLOAD));
        var job = new Job(view, request);
        jobs.put(job.id().value(), job);
        job.tell(JobState.QUEUED);
        job.tell(JobState.RUNNING);
        return job;
    }

    private static JobView onRepository(JobId id, String owner, JobState state) {
        var branch = "codefleet/" + id;
        var commit = state == JobState.SUCCEEDED ? COMMIT : null;
        var files =
                new JobView.Files(
                        "https://example.org/a.git",
                        null,
                        "b".repeat(40),
                        branch,
                        commit,
                        Delivery.DOWNLOAD);
        return in(view(id, owner, "Title", state, files), state);
    }

    private static JobView view(
            JobId id, String owner, String title, JobState state, JobView.Files files) {
        return new JobView(
                id,
                title,
                state,
                Lane.CODE,
                new AgentId(owner),
                files,
                Map.of(stateOf(state), 1),
                new JobView.Times(THEN, null, null),
                new JobView.Parallelism(null, 0, 0, null, null),
                null,
                null,
                JobView.Ownership.NONE);
    }

    private static JobView in(JobView view, JobState state) {
        var failure =
                state == JobState.FAILED
                        ? Failure.of(FailureReason.CHECK_FAILED, "Subtask a failed: no")
                        : null;
        return copy(view, view.owner(), state, failure);
    }

    private static JobView copy(
            JobView view, @Nullable AgentId owner, JobState state, @Nullable Failure failure) {
        return new JobView(
                view.id(),
                view.title(),
                state,
                view.lane(),
                owner,
                view.files(),
                view.subtasks(),
                view.times(),
                view.parallelism(),
                failure,
                view.unschedulable(),
                view.ownership());
    }

    private static SubtaskState stateOf(JobState state) {
        return switch (state) {
            case SUCCEEDED -> SubtaskState.SUCCEEDED;
            case FAILED -> SubtaskState.FAILED;
            case CANCELLED -> SubtaskState.CANCELLED;
            case QUEUED, PLANNING, AWAITING_APPROVAL, RUNNING, INTEGRATING -> SubtaskState.READY;
        };
    }

    private static SubtaskView subtask(SubtaskState state, int attempts) {
        return subtask("a", state, attempts);
    }

    private static SubtaskView subtask(String key, SubtaskState state, int attempts) {
        return new SubtaskView(
                key,
                "A",
                state,
                List.of(),
                3,
                Lane.CODE,
                new SubtaskView.Effort(null, attempts, attempts, 0, 0, 0),
                new SubtaskView.Times(0, null, null, null),
                state == SubtaskState.SUCCEEDED ? COMMIT : null,
                List.of(),
                null);
    }

    private static Receipt receipt(AttemptId attempt, AttemptState state) {
        var failure =
                state == AttemptState.FAILED ? Failure.of(FailureReason.CHECK_FAILED, "no") : null;
        return new Receipt(
                attempt,
                state,
                new Receipt.Execution(
                        new AgentId("programmer-1"),
                        ExecutorKind.COMMAND,
                        "none",
                        null,
                        null,
                        null),
                new Receipt.Commits("b".repeat(40), failure == null ? COMMIT : null),
                1,
                new Receipt.Changes(1, 1, 0, List.of()),
                new Receipt.Times(THEN, THEN, 0, 0, 0),
                new Receipt.Cost(null, null),
                List.of(),
                List.of(),
                failure);
    }

    /** Answers a request. */
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
            job(exchange, parts[0], parts.length == 1 ? "" : parts[1], body);
        } else if (path.startsWith(REPOSITORIES)) {
            repository(exchange, path.substring(REPOSITORIES.length()), body);
        } else if (path.equals("/v1/demand")) {
            var lane = new Demand.LaneDemand(Lane.CODE, jobs.size(), 0, 0, 0);
            Answers.reply(exchange, 200, Json.text(new Demand(List.of(lane))));
        } else if (path.equals("/v1/disk")) {
            var table = new DiskView.Table("job", 8_192, jobs.size());
            Answers.reply(exchange, 200, Json.text(new DiskView(List.of(table))));
        } else {
            Answers.refuse(exchange, ManagerProblems.notFound("There is nothing at " + path + "."));
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
            malformed(exchange);
            return;
        }
        var title = request.path("plan").path("title");
        // A plan's own form, such as YAML, is not looked into.
        if (!title.isTextual() && !request.path("plan").isTextual()) {
            var error = new FieldError(1, "plan.title", "is missing", "a text");
            Answers.refuse(exchange, ManagerProblems.invalidPlan(error));
            return;
        }
        var repository = request.path("repository").asText();
        if (repository.startsWith("bundle:") && !repositories.contains(repository.substring(7))) {
            Answers.refuse(exchange, ManagerProblems.notUploaded(repository.substring(7)));
            return;
        }
        accept(exchange, key, title.asText("Title"), request);
    }

    private static void malformed(HttpExchange exchange) throws IOException {
        var error = new FieldError(1, "$", "is no JSON", "a JSON object");
        var detail = "Line 1: is no JSON";
        Answers.refuse(
                exchange,
                Problem.of(400, "Malformed JSON", "MALFORMED_JSON", detail, List.of(error)));
    }

    private void accept(HttpExchange exchange, @Nullable String key, String title, JsonNode request)
            throws IOException {
        var known = key == null ? null : byKey.get(key);
        if (known != null && !known.request.equals(request)) {
            Answers.refuse(exchange, ManagerProblems.keyReused(known.id()));
            return;
        }
        var job = known == null ? add(manager, title, request) : known;
        if (known != null) {
            exchange.getResponseHeaders().set("Idempotent-Replay", "true");
        } else if (key != null) {
            byKey.put(key, job);
        }
        exchange.getResponseHeaders().set("Location", JOBS + "/" + job.id());
        Answers.reply(exchange, 202, Json.text(job.view));
    }

    /** The newest first. */
    private void list(HttpExchange exchange) throws IOException {
        var query = query(exchange);
        var limit = limit(exchange, query);
        var state = query.get("state");
        var cursor = query.get("cursor");
        if (limit == 0) {
            return;
        }
        if (state != null
                && Arrays.stream(JobState.values()).noneMatch(is -> is.name().equals(state))) {
            invalidField(exchange, "state");
        } else if (cursor != null && !isId(cursor)) {
            invalidField(exchange, "cursor");
        } else {
            var older = cursor == null ? jobs : jobs.headMap(cursor, false);
            var all =
                    older.descendingMap().values().stream()
                            .map(job -> job.view)
                            .filter(view -> state == null || view.state().name().equals(state))
                            .toList();
            page(exchange, all, limit, last -> last.id().value());
        }
    }

    /** 0 if it was refused. */
    private static int limit(HttpExchange exchange, Map<String, String> query) throws IOException {
        var limit = Integer.parseInt(query.getOrDefault("limit", "100"));
        if (limit < 1 || limit > MOST_PER_PAGE) {
            invalidField(exchange, "limit");
            return 0;
        }
        return limit;
    }

    private static <T> void page(
            HttpExchange exchange, List<T> all, int limit, Function<T, String> cursor)
            throws IOException {
        var items = all.stream().limit(limit).toList();
        var next = items.size() < all.size() ? cursor.apply(items.getLast()) : null;
        Answers.reply(exchange, 200, Json.text(new Page<>(items, next)));
    }

    private void job(HttpExchange exchange, String id, String what, byte[] body)
            throws IOException {
        var job = jobs.get(id);
        if (job == null) {
            Answers.refuse(
                    exchange,
                    isId(id)
                            ? ManagerProblems.missing(new JobId(id))
                            : ManagerProblems.notFound("There is no job '" + id + "'."));
            return;
        }
        switch (what) {
            case "" -> {
                if (!exchange.getRequestMethod().equals("DELETE")) {
                    Answers.reply(exchange, 200, Json.text(job.view));
                } else if (job.hasEnded()) {
                    jobs.remove(id);
                    Answers.reply(exchange, 204);
                } else {
                    Answers.refuse(exchange, ManagerProblems.notEnded());
                }
            }
            case "subtasks" -> subtasks(exchange, job);
            case "receipts" ->
                    Answers.reply(exchange, 200, Json.text(new Page<>(job.receipts, null)));
            // Its programmers have no keys.
            case "attestations" ->
                    Answers.reply(exchange, 200, Json.text(new Page<>(List.of(), null)));
            case "events" -> events(exchange, job);
            case "cancel" -> cancel(exchange, job);
            case "resume" -> resume(exchange, job, body);
            case "result.patch" -> result(exchange, job, "text/x-patch", job.patch);
            case "result.bundle" -> result(exchange, job, "application/x-git-bundle", job.bundle);
            default -> {
                var parts = what.split("/", -1);
                if (parts.length == 3 && parts[0].equals("subtasks")) {
                    log(exchange, job, parts[1], parts[2].equals("log.gz"));
                } else {
                    Answers.refuse(exchange, ManagerProblems.notFound("There is no " + what + "."));
                }
            }
        }
    }

    private static void subtasks(HttpExchange exchange, Job job) throws IOException {
        var query = query(exchange);
        var from = 1 + Integer.parseInt(query.getOrDefault("cursor", "-1"));
        var limit = limit(exchange, query);
        if (limit > 0) {
            var rest = job.subtasks.subList(from, job.subtasks.size());
            page(exchange, rest, limit, _ -> Integer.toString(from + limit - 1));
        }
    }

    private static void log(HttpExchange exchange, Job job, String key, boolean isWhole)
            throws IOException {
        if (job.subtasks.stream().noneMatch(each -> each.key().equals(key))) {
            Answers.refuse(exchange, ManagerProblems.noSubtask(job.id()));
            return;
        }
        var logs = job.logs.getOrDefault(key, List.of());
        var number = query(exchange).get("attempt");
        if (number != null
                && (!number.matches("[0-9]{1,9}")
                        || Integer.parseInt(number) < 1
                        || Integer.parseInt(number) > logs.size())) {
            invalidField(exchange, "attempt");
        } else if (!logs.isEmpty()) {
            var log = logs.get((number == null ? logs.size() : Integer.parseInt(number)) - 1);
            var bytes = log.getBytes(StandardCharsets.UTF_8);
            if (isWhole) {
                Answers.reply(exchange, 200, "application/gzip", packed(bytes));
            } else {
                Answers.reply(exchange, 200, "text/plain;charset=UTF-8", bytes);
            }
        } else if (isWhole) {
            Answers.refuse(exchange, ManagerProblems.noAttempt(key));
        } else {
            Answers.reply(exchange, 200, "text/plain;charset=UTF-8", new byte[0]);
        }
    }

    private static byte[] packed(byte[] content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }

    private static void result(
            HttpExchange exchange, Job job, String type, byte @Nullable [] content)
            throws IOException {
        var isPartial = "true".equals(query(exchange).get("partial"));
        var state = job.view.state();
        if (job.view.files().repository() == null) {
            Answers.refuse(exchange, ManagerProblems.neverAResult());
        } else if (!state.isFinal()) {
            Answers.refuse(exchange, ManagerProblems.noResultYet(state));
        } else if (state != JobState.SUCCEEDED && !isPartial) {
            Answers.refuse(exchange, ManagerProblems.partialResultOnly(state));
        } else if (content == null && state != JobState.SUCCEEDED) {
            Answers.refuse(exchange, ManagerProblems.noPartialResult());
        } else {
            Answers.reply(exchange, 200, type, content == null ? new byte[0] : content);
        }
    }

    private void resume(HttpExchange exchange, Job job, byte[] body) throws IOException {
        if (body.length > 0) {
            try {
                Json.mapper().readTree(body);
            } catch (JsonProcessingException _) {
                malformed(exchange);
                return;
            }
        }
        if (job.view.state() == JobState.SUCCEEDED) {
            Answers.refuse(exchange, ManagerProblems.succeeded());
        } else if (!job.hasEnded() && body.length > 0) {
            Answers.refuse(exchange, ManagerProblems.atWork());
        } else {
            if (job.hasEnded()) {
                job.tell(JobState.QUEUED);
            }
            Answers.reply(exchange, 202, Json.text(job.view));
        }
    }

    private void cancel(HttpExchange exchange, Job job) throws IOException {
        var state = job.view.state();
        if (!job.hasEnded() && !job.owner().equals(manager)) {
            Answers.refuse(exchange, Problem.notOwner(job.owner()));
        } else if (state == JobState.SUCCEEDED || state == JobState.FAILED) {
            Answers.refuse(exchange, ManagerProblems.ended(state));
        } else {
            if (!job.hasEnded()) {
                job.tell(JobState.CANCELLED);
                notifyAll();
            }
            Answers.reply(exchange, 202, Json.text(job.view));
        }
    }

    private void events(HttpExchange exchange, Job job) throws IOException {
        var follow = !"false".equals(query(exchange).get("follow"));
        var last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        if (last != null && !last.matches("[0-9]{1,18}")) {
            invalidField(exchange, "Last-Event-ID");
            return;
        }
        if (follow && !job.owner().equals(manager) && !job.hasEnded()) {
            Answers.refuse(exchange, Problem.notOwner(job.owner()));
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
                if (!follow || job.hasEnded()) {
                    out.write(end(job, follow).getBytes(StandardCharsets.UTF_8));
                    break;
                }
                wait();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        exchange.close();
    }

    private static String end(Job job, boolean isFollowed) {
        var last = job.events.isEmpty() ? 0 : job.events.getLast().seq();
        Map<String, Object> body =
                Map.of(
                        "what",
                        "end",
                        "complete",
                        true,
                        "reason",
                        isFollowed ? "JOB_ENDED" : "CAUGHT_UP",
                        "last_event_id",
                        Long.toString(last));
        var word = new JobEvent(last, THEN, MessageType.STATUS, job.owner(), null, body);
        return Sse.encode(new SseEvent(null, "end", Json.text(word)));
    }

    private static String text(JobEvent event) {
        var name = event.type().name().toLowerCase(Locale.ROOT);
        return Sse.encode(new SseEvent(Long.toString(event.seq()), name, Json.text(event)));
    }

    private void repository(HttpExchange exchange, String name, byte[] body) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            Answers.reply(exchange, repositories.contains(name) ? 200 : 404);
            return;
        }
        var sum = Sha256.hex(Sha256.digest().digest(body));
        if (!Sha256.isSum(name)) {
            Answers.refuse(exchange, ProgrammerProblems.notAChecksum());
        } else if (!sum.equals(name)) {
            Answers.refuse(exchange, ProgrammerProblems.wrongChecksum(sum));
        } else {
            Answers.reply(exchange, repositories.add(name) ? 201 : 200);
        }
    }

    private static void invalidField(HttpExchange exchange, String field) throws IOException {
        var error = new FieldError(null, field, "is out of form", null);
        Answers.refuse(
                exchange,
                Problem.of(400, "Invalid fields", "INVALID_FIELDS", "It is.", List.of(error)));
    }

    private static boolean isId(String id) {
        try {
            return new JobId(id).value().equals(id);
        } catch (IllegalArgumentException _) {
            return false;
        }
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
