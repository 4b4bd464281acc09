package dev.codefleet.programmer.attempt;

import dev.codefleet.contract.attempt.AttemptEvent;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.programmer.stream.EventLog;
import dev.codefleet.support.Sse;
import dev.codefleet.web.EventStream;
import java.util.function.Consumer;

/** A follower of an attempt's events over HTTP. */
final class AttemptStream implements EventLog.Reader {
    private final EventStream stream;
    private final Consumer<AttemptId> told;

    /**
     * @param told hears whose report is sent
     */
    AttemptStream(EventStream stream, Consumer<AttemptId> told) {
        this.stream = stream;
        this.told = told;
    }

    @Override
    public void event(long id, AttemptEvent event) {
        if (event instanceof AttemptEvent.Report report) {
            told.accept(report.attempt());
        }
        stream.send(Sse.json(id == 0 ? null : Long.toString(id), event));
    }

    @Override
    public void end() {
        stream.end();
    }
}
