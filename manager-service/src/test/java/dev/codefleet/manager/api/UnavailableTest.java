package dev.codefleet.manager.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contracttests.ManagerProblems;
import dev.codefleet.web.Ticker;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** What cannot be brought about at a whole manager is said in the words of its wire, too. */
class UnavailableTest {
    @Test
    void aDatabaseThatIsAwayIsToldInTheWordsOfTheWire() {
        var answer = new DatabaseAwayResource(Ticker.system()).away(new SQLException("gone"));

        assertThat(answer.getEntity()).isEqualTo(ManagerProblems.databaseAway());
        assertThat(answer.getHeaderString("Retry-After")).isEqualTo("2");
    }
}
