package dev.codefleet.manager.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseSettingsTest {

    @ParameterizedTest
    @CsvSource({
        "postgres://u:p@db:5433/fleet, jdbc:postgresql://db:5433/fleet, u, p",
        "postgresql://u:p@db/fleet?sslmode=require, jdbc:postgresql://db/fleet?sslmode=require, u, p",
        "'postgres://u:p@a:1,b:2/fleet', 'jdbc:postgresql://a:1,b:2/fleet', u, p",
        "postgres://a%40b:p%2F+@db/fleet, jdbc:postgresql://db/fleet, a@b, p/+",
        "postgres://u:p@q@db/fleet, jdbc:postgresql://db/fleet, u, p@q",
        "postgres://u:p:q@[::1]:5432/fleet, jdbc:postgresql://[::1]:5432/fleet, u, p:q",
    })
    void addressesOfOperatorsBecomeThoseOfJdbc(
            String address, String jdbc, String user, String password) {
        assertThat(rewritten(Map.of(DatabaseSettings.URL, address)))
                .isEqualTo(
                        Map.of(
                                DatabaseSettings.URL, jdbc,
                                DatabaseSettings.USER, user,
                                DatabaseSettings.PASSWORD, password));
    }

    @Test
    void whatTheAddressDoesNotSayIsLeftAsItIs() {
        assertThat(rewritten(Map.of(DatabaseSettings.URL, "postgres://db/fleet")))
                .isEqualTo(Map.of(DatabaseSettings.URL, "jdbc:postgresql://db/fleet"));
    }

    @Test
    void aPasswordSetByItselfCountsMoreThanThatOfTheAddress() {
        var environment =
                Map.of(
                        DatabaseSettings.URL, "postgres://u:old@db/fleet",
                        DatabaseSettings.PASSWORD, "new");

        assertThat(rewritten(environment))
                .containsEntry(DatabaseSettings.USER, "u")
                .doesNotContainKey(DatabaseSettings.PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:postgresql://db/fleet?user=u", ""})
    void otherAddressesStayAsTheyAre(String address) {
        assertThat(rewritten(Map.of(DatabaseSettings.URL, address))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres://u:s3cret@/fleet", "postgres://u:s3cret%zz@db/fleet"})
    void noErrorTellsThePassword(String address) {
        assertThatThrownBy(() -> rewritten(Map.of(DatabaseSettings.URL, address)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .message()
                .contains(DatabaseSettings.URL)
                .doesNotContain("s3cret");
    }

    private static Map<String, String> rewritten(Map<String, String> environment) {
        return DatabaseSettings.rewritten(environment);
    }
}
