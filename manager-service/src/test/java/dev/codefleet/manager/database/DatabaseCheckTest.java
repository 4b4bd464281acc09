package dev.codefleet.manager.database;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseCheckTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://127.0.0.1:6190/codefleet",
                "jdbc:postgresql://a,b/codefleet?targetServerType=primary",
                "jdbc:postgresql:codefleet"
            })
    void addressesAreTaken(String url) {
        assertThatCode(() -> DatabaseCheck.check(url)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense-secret",
                "jdbc:mysql://secret@a/b",
                "jdbc:postgresql://a:secret/b",
                "http://secret"
            })
    void whatCanNeverBeReachedIsRefusedWithTheSettingAndWithoutTheAddress(String url) {
        assertThatThrownBy(() -> DatabaseCheck.check(url))
                .isInstanceOf(ConfigurationException.class)
                .hasNoCause()
                .hasMessageStartingWith("CODEFLEET_DATABASE_URL is no address of a PostgreSQL")
                .hasMessageContaining("postgres://user:password@host:5432/name")
                .hasMessageNotContaining("secret");
    }
}
