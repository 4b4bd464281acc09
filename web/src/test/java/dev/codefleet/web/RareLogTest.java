package dev.codefleet.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RareLogTest {
    private static final String NAME = "a rare log";

    private final AtomicLong nanos = new AtomicLong(5);
    private final RareLog log = new RareLog(Logger.getLogger(NAME), nanos::get);
    private final List<String> lines = new ArrayList<>();
    private final Handler handler =
            new Handler() {
                @Override
                public void publish(LogRecord line) {
                    lines.add(new java.util.logging.SimpleFormatter().formatMessage(line));
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    @BeforeEach
    void listen() {
        java.util.logging.Logger.getLogger(NAME).addHandler(handler);
    }

    @AfterEach
    void leave() {
        java.util.logging.Logger.getLogger(NAME).removeHandler(handler);
    }

    @Test
    void aTroubleIsToldOnceHoweverOftenItShows() {
        for (var i = 0; i < 100; i++) {
            log.tell("disk full", "try " + i);
        }
        assertThat(lines).singleElement().asString().contains("disk full", "try 0");
    }

    @Test
    void itIsToldAgainAfterAMinuteWithHowOftenItShowed() {
        log.tell("disk full", null);
        log.tell("disk full", null);
        nanos.addAndGet(RareLog.REPEAT.toNanos());
        log.tell("disk full", null);
        assertThat(lines).hasSize(2);
        assertThat(lines.getLast()).contains("untold=1");
    }

    @Test
    void anotherTroubleAndTheEndAreTold() {
        log.over();
        log.tell("disk full", null);
        log.tell("away", null);
        log.over();
        log.over();
        assertThat(lines).hasSize(3);
        assertThat(lines.getLast()).isEqualTo("over: away");
    }
}
