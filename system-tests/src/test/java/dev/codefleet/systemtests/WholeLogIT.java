package dev.codefleet.systemtests;

import static dev.codefleet.systemtests.Task.command;
import static dev.codefleet.systemtests.Task.job;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Logs of more than a database keeps of one, through manager and gateway, as docs/cli.md says. */
@InSharedFleet
class WholeLogIT {
    private static final int LINES = 200_000;
    private static final int SHORT_LOG_BYTES = 64 * 1024;
    private static final int WHOLE_LOG_BYTES = 16 * 1024 * 1024;
    private static final Pattern LINES_LEFT_OUT =
            Pattern.compile(
                    "\\[([\\d,]+) lines, ([\\d,]+) bytes left out here; ([\\d,]+) lines, ([\\d,]+) bytes in all]\n");
    private static final Pattern BYTES_LEFT_OUT =
            Pattern.compile("\n\\[([\\d,]+) bytes left out here; ([\\d,]+) bytes in all]\n");

    private final Api api;
    private final String gateway;
    private final Cli cli;

    WholeLogIT(Fleet fleet) {
        this.api = fleet.api();
        this.cli = Cli.of(fleet);
        this.gateway = fleet.processes().gatewayUrl();
    }

    @Test
    void theShortLogSaysWhatItLeavesOutAndTheWholeOneLeavesNothingOut() throws IOException {
        var job = printed("long", "seq -f 'line %.0f' " + LINES);
        var all = numbered("line ", LINES);

        var shortened = log(job, "long");
        var mark = LINES_LEFT_OUT.matcher(shortened);
        assertThat(mark.find()).as(shortened).isTrue();
        assertThat(shortened).startsWith("line 1\nline 2\n").endsWith("line " + LINES + "\n");
        assertThat(shortened.length()).isBetween(SHORT_LOG_BYTES / 2, SHORT_LOG_BYTES);
        var shown = mark.replaceFirst("");
        assertThat(number(mark.group(3))).isEqualTo(LINES);
        assertThat(number(mark.group(4))).isEqualTo(all.length());
        assertThat(number(mark.group(1)) + shown.lines().count()).isEqualTo(LINES);
        assertThat(number(mark.group(2)) + shown.length()).isEqualTo(all.length());

        assertThat(unpacked(download(job, "long"))).isEqualTo(all);
        var whole = logs(job, "long", "--whole");
        assertThat(whole.out()).isEqualTo(all);
    }

    @Test
    void aDownloadHasEveryByteAndATerminalNoneThatActsOnIt() throws IOException {
        var script = "seq 1 30000; printf 'caf\\351 \\033[31mred\\033[0m \\000 end\\n'";
        var job = printed("raw", script);
        var all = numbered("", 30_000) + "caf\u00e9 \u001b[31mred\u001b[0m \u0000 end\n";

        var answer = download(job, "raw");

        assertThat(answer.headers().firstValue("Content-Type")).contains("application/gzip");
        assertThat(answer.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"" + job + ".raw.1.log.gz\"");
        assertThat(unpacked(answer)).isEqualTo(all);
        var file = Scratch.directory("log").resolve("raw.log");
        assertThat(logs(job, "raw", "-o", file.toString()).out()).isEmpty();
        assertThat(Files.readString(file, ISO_8859_1)).isEqualTo(all);
        assertThat(logs(job, "raw", "--whole").out().lines().toList().getLast())
                .contains("red", "end")
                .doesNotContain("\u001b", "\u0000");
    }

    @Test
    void ofMoreThanAProgrammerKeepsTheBeginningAndTheEndAreThereWithAMark() throws IOException {
        var job = printed("huge", "seq 1 3000000");
        var all = IntStream.rangeClosed(1, 3_000_000).mapToLong(n -> digits(n) + 1).sum();

        var kept = unpacked(download(job, "huge"));

        var mark = BYTES_LEFT_OUT.matcher(kept);
        assertThat(mark.find()).isTrue();
        assertThat(kept).startsWith("1\n2\n").endsWith("\n2999999\n3000000\n");
        assertThat(number(mark.group(2))).isEqualTo(all);
        var shown = kept.length() - mark.group().length();
        assertThat(number(mark.group(1)) + shown).isEqualTo(all);
        assertThat(shown).isBetween(WHOLE_LOG_BYTES / 4 * 3, WHOLE_LOG_BYTES);
        assertThat(mark.start()).isEqualTo(WHOLE_LOG_BYTES / 2);
    }

    /** The id of a job that has ended, whose one subtask ran a script. */
    private JobId printed(String key, String script) {
        var ended = api.run(job(Repository.create(), "Prints much", command(key, script)));
        assertThat(ended.state()).as("%s", ended.failure()).isEqualTo(JobState.SUCCEEDED);
        return ended.id();
    }

    private String log(JobId job, String key) {
        var answer = api.send(api.request("/v1/jobs/" + job + "/subtasks/" + key + "/log").build());
        assertThat(answer.statusCode()).isEqualTo(200);
        return new String(answer.body(), UTF_8);
    }

    private HttpResponse<byte[]> download(JobId job, String key) {
        var path = "/v1/jobs/" + job + "/subtasks/" + key + "/log.gz?attempt=1";
        var answer = api.send(api.request(path).build());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer;
    }

    private Cli.Outcome logs(JobId job, String key, String... options) {
        var arguments =
                new java.util.ArrayList<>(List.of("logs", job.value(), key, "--gateway", gateway));
        arguments.addAll(List.of(options));
        var outcome = cli.run(arguments.toArray(String[]::new));
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        return outcome;
    }

    /** One character for each byte. */
    private static String unpacked(HttpResponse<byte[]> answer) throws IOException {
        try (var log = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            return new String(log.readAllBytes(), ISO_8859_1);
        }
    }

    private static String numbered(String prefix, int lines) {
        var text = new StringBuilder();
        IntStream.rangeClosed(1, lines).forEach(n -> text.append(prefix).append(n).append('\n'));
        return text.toString();
    }

    private static int digits(int number) {
        return Integer.toString(number).length();
    }

    private static long number(String grouped) {
        return Long.parseLong(grouped.replace(",", ""));
    }
}
