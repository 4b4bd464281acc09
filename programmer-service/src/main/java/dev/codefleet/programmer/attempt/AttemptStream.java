package dev.codefleet.programmer.attempt;

import dev.codefleet.contract.attempt.AttemptEvent;
import dev.codefleet.web.EventStream;
import dev.codefleet.web.Sse;

/** A follower of an attempt's events over HTTP. */
final class AttemptStream implements EventLog.Reader {
    private final EventStream stream;

    AttemptStream(EventStream stream) {
        this.stream = stream;
    }

    @Override
    public void event(long id, AttemptEvent event) {
        stream.send(Sse.json(id == 0 ? null : Long.toString(id), event));
    }

    @Override
    public void end() {
        stream.end();
    }
}
