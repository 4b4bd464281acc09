package dev.codefleet.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Makes requests of which every one is wrong, the same ones for the same seed. */
final class MalformedRequests {
    private static final String VALID =
            """
            {"plan": {"version": 1, "title": "T", "subtasks": [
              {"key": "a", "executor": {"kind": "none"}},
              {"key": "b", "depends_on": ["a"], "executor": {"kind": "none"}}]}}\
            """;

    private final Api api;
    private final SplittableRandom random;
    private final MalformedPlans plans;

    /** A request and what is wrong with it. */
    record Malformed(String kind, String detail, HttpRequest request) {
        @Override
        public String toString() {
            var shown = detail.length() > 200 ? detail.substring(0, 200) + "..." : detail;
            return kind + ": " + request.method() + " " + request.uri() + " " + shown;
        }
    }

    MalformedRequests(Api api, long seed) {
        this.api = api;
        this.random = new SplittableRandom(seed);
        this.plans = new MalformedPlans(random);
    }

    /** As many as wanted, of all kinds in turn. */
    List<Malformed> generate(int count) {
        var kinds =
                List.<java.util.function.Supplier<Malformed>>of(
                        this::truncated,
                        this::invalidUtf8,
                        this::flipped,
                        this::notAnObject,
                        this::nested,
                        this::wrongMethod,
                        this::unknownPath,
                        this::malformedId,
                        this::unknownId,
                        this::wrongMediaType,
                        this::malformedKey,
                        this::malformedQuery);
        var requests = new ArrayList<Malformed>(count);
        for (var number = 0; number < count; number++) {
            // Every other one is about the plan itself.
            requests.add(number % 2 == 0 ? plan() : kinds.get(number / 2 % kinds.size()).get());
        }
        return requests;
    }

    private Malformed plan() {
        var plan = plans.next();
        return post(plan.kind(), plan.body());
    }

    private Malformed truncated() {
        return post("truncated", VALID.substring(0, random.nextInt(1, VALID.length())));
    }

    private Malformed invalidUtf8() {
        var body = VALID.getBytes(UTF_8);
        byte[] never = {(byte) 0xC0, (byte) 0xFF, (byte) 0xFE, (byte) 0xF8, (byte) 0x80};
        body[VALID.indexOf("\"T\"") + 1] = never[random.nextInt(never.length)];
        return post("invalid UTF-8", body, Arrays.toString(body));
    }

    /** One of the characters that hold the object together is another one. */
    private Malformed flipped() {
        int at;
        do {
            at = random.nextInt(VALID.length());
        } while ("{}[]:,".indexOf(VALID.charAt(at)) < 0);
        return post("flipped", VALID.substring(0, at) + "?" + VALID.substring(at + 1));
    }

    private Malformed notAnObject() {
        return post(
                "no object", pick("", "[]", "null", "42", "\"job\"", "true", "{}", " ", "[{}]"));
    }

    private Malformed nested() {
        var depth = random.nextInt(1_000, 50_000);
        return post("nested", "{\"plan\":" + "[".repeat(depth) + "]".repeat(depth) + "}");
    }

    private Malformed wrongMethod() {
        var path =
                pick("/v1/jobs", "/v1/jobs/abcd1234/events", "/v1/fleet", "/v1/plan.schema.json");
        var method = pick("DELETE", "PUT", "PATCH", "BREW");
        return of("method", method, api.request(path).method(method, body("{}")));
    }

    private Malformed unknownPath() {
        var path =
                pick(
                        "/",
                        "/v1",
                        "/v2/jobs",
                        "/v1/job",
                        "/v1/jobs/abcd1234/nothing",
                        "/v1/jobs/abcd1234/subtasks/a/b",
                        "/%2e%2e/etc");
        return of("path", "", api.request(path + (random.nextBoolean() ? "?a=b" : "")));
    }

    private Malformed malformedId() {
        var id =
                pick(
                        "ABCD1234",
                        "a",
                        "a".repeat(33),
                        "x".repeat(3_000),
                        "%00",
                        "%C0%AE",
                        "ab-cd",
                        "..%2F..",
                        "%F0%9F%98%80",
                        "a%20b");
        var tail =
                pick(
                        "",
                        "/subtasks",
                        "/events",
                        "/receipts",
                        "/attestations",
                        "/result.patch",
                        "/subtasks/a/log");
        return of("id", "", api.request("/v1/jobs/" + id + tail));
    }

    private Malformed unknownId() {
        var path = "/v1/jobs/zzzz" + random.nextInt(1_000_000, 9_000_000);
        var tail =
                pick(
                        "",
                        "/subtasks",
                        "/events",
                        "/subtasks/a/log",
                        "/result.bundle",
                        "/cancel",
                        "/resume");
        var request = api.request(path + tail);
        var isPost = tail.equals("/cancel") || tail.equals("/resume");
        return of("unknown job", "", isPost ? request.POST(BodyPublishers.noBody()) : request);
    }

    private Malformed wrongMediaType() {
        var type =
                pick(
                        "text/plain",
                        "application/xml",
                        "application/x-www-form-urlencoded",
                        "image/png",
                        "nonsense");
        return of(
                "media type",
                type,
                api.request("/v1/jobs").header("Content-Type", type).POST(body(VALID)));
    }

    private Malformed malformedKey() {
        var key = pick("a b", "a".repeat(129), "k\u00e4y", "a/b", "{}", "x;y", "");
        var request = api.request("/v1/jobs").header("Content-Type", "application/json");
        return of("idempotency key", key, request.header("Idempotency-Key", key).POST(body(VALID)));
    }

    private Malformed malformedQuery() {
        var query =
                pick(
                        "limit=-1",
                        "limit=0",
                        "limit=x",
                        "limit=99999999999999",
                        "limit=1e3",
                        "state=NOPE",
                        "state=running%00",
                        "cursor=%21%21",
                        "cursor=" + "9".repeat(500));
        return of("query", query, api.request("/v1/jobs?" + query));
    }

    private Malformed post(String kind, String body) {
        return post(kind, body.getBytes(UTF_8), body);
    }

    private Malformed post(String kind, byte[] body, String detail) {
        var request = api.request("/v1/jobs").header("Content-Type", "application/json");
        return of(kind, detail, request.POST(BodyPublishers.ofByteArray(body)));
    }

    private static Malformed of(String kind, String detail, HttpRequest.Builder request) {
        return new Malformed(kind, detail, request.build());
    }

    private static HttpRequest.BodyPublisher body(String text) {
        return BodyPublishers.ofString(text);
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
