package dev.codefleet.localfleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.support.ProcessTrees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real processes, small ones. */
class MemberTest {
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final Member.Listener listener =
            new Member.Listener() {
                @Override
                public void started(Member member) {
                    told.add("started");
                }

                @Override
                public void restarting(Member member, int exitCode, Duration pause) {
                    told.add("restarting after " + pause.toSeconds() + " s");
                }

                @Override
                public void failed(Member member, CommandFailed failure) {
                    told.add("failed");
                }
            };

    private final Path directory;
    private Member member;

    MemberTest(@TempDir Path directory) {
        this.directory = directory;
        this.member = member("sleep 60", true);
    }

    @AfterEach
    void stop() {
        member.stop();
    }

    @Test
    void aKilledProcessIsStartedAgain() throws InterruptedException {
        member.start();
        var first = member.process().orElseThrow();

        member.kill();

        assertThat(next()).isEqualTo("started");
        assertThat(next()).isEqualTo("restarting after 1 s");
        assertThat(next()).isEqualTo("started");
        assertThat(member.process().orElseThrow().pid()).isNotEqualTo(first.pid());
        assertThat(member.restarts()).isEqualTo(1);
    }

    @Test
    void aStoppedProcessStaysDown() throws InterruptedException {
        member.start();

        member.stop();

        assertThat(next()).isEqualTo("started");
        assertThat(told.poll(1_500, TimeUnit.MILLISECONDS)).isNull();
        assertThat(member.process()).isEmpty();
    }

    @Test
    void aStopDuringThePauseEndsIt() throws InterruptedException {
        member.start();
        member.kill();
        assertThat(next()).isEqualTo("started");
        assertThat(next()).isEqualTo("restarting after 1 s");

        member.stop();

        assertThat(told.poll(1_500, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void anUnsupervisedProcessStaysDown() throws InterruptedException {
        member = member("exit 3", false);

        member.start();

        assertThat(next()).isEqualTo("started");
        assertThat(told.poll(1_500, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void outputGoesToTheLogAndNothingIsInheritedButTheEnvironmentGiven()
            throws IOException, InterruptedException {
        member = member("env; echo oops >&2; echo done; sleep 60", true);

        member.start();

        awaitLine("done");
        var lines = Files.readAllLines(ServiceProcess.output(member.log()));
        assertThat(lines).contains("GREETING=hello", "oops");
        assertThat(lines).noneMatch(line -> line.startsWith("HOME="));
    }

    @Test
    void theProcessLeadsASessionOfItsOwn() throws IOException, InterruptedException {
        member = member("cat /proc/self/stat; echo done; sleep 60", true);

        member.start();

        awaitLine("done");
        var session =
                Files.readAllLines(ServiceProcess.output(member.log()))
                        .getFirst()
                        .split(" ", -1)[5];
        assertThat(session).isEqualTo(Long.toString(member.process().orElseThrow().pid()));
    }

    @Test
    void whatIgnoresTheSignalIsKilledWithAllItsChildren() throws IOException, InterruptedException {
        // Started again, it would ignore the end of this test for as long as a stop has patience.
        member = member("trap '' TERM; sleep 60 & echo $!; wait; sleep 60", false);
        member.start();
        awaitLine("\\d+");
        var child =
                Long.parseLong(Files.readAllLines(ServiceProcess.output(member.log())).getFirst());
        var parent = member.process().orElseThrow();

        ProcessTrees.stop(List.of(parent), Duration.ofMillis(200));

        assertThat(parent.isAlive()).isFalse();
        assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
    }

    private Member member(String script, boolean isSupervised) {
        var spec =
                new MemberSpec(
                        ServiceKind.PROGRAMMER,
                        "programmer-1",
                        1,
                        List.of("sh", "-c", script),
                        Map.of("PATH", "/usr/bin:/bin", "GREETING", "hello"),
                        directory.resolve("state"),
                        directory.resolve("logs/programmer-1.log"));
        return new Member(spec, listener, isSupervised);
    }

    private String next() throws InterruptedException {
        return String.valueOf(told.poll(20, TimeUnit.SECONDS));
    }

    private void awaitLine(String pattern) throws IOException, InterruptedException {
        var output = ServiceProcess.output(member.log());
        for (var i = 0; i < 1_000; i++) {
            if (Files.exists(output)
                    && Files.readAllLines(output).stream()
                            .anyMatch(line -> line.matches(pattern))) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        throw new AssertionError("no line " + pattern + " in " + Files.readString(output));
    }
}
