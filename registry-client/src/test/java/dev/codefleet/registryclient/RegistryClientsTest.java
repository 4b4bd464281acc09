package dev.codefleet.registryclient;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryClientsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"http://127.0.0.1:6131", "https://registry_1:6131/", " http://[::1]:1/base"})
    void addressesAreTaken(String url) {
        assertThatCode(() -> RegistryClients.requireAddress("SETTING", url))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "registry:6131", "http://", "http://a b", "ftp://a", ""})
    void whatIsNoAddressIsRefusedWithTheSetting(String url) {
        assertThatThrownBy(() -> RegistryClients.requireAddress("SETTING", url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("SETTING has an address that is none: '" + url + "'.");
    }

    @Test
    void aPasswordInABrokenAddressIsNotShown() {
        assertThatThrownBy(() -> RegistryClients.requireAddress("SETTING", "ftp://u:secret@a"))
                .hasMessageContaining("'ftp://…@a'")
                .hasMessageNotContaining("secret");
    }

    @Test
    void anIdThatIsOutOfFormIsRefusedWithTheSetting() {
        assertThatCode(() -> RegistryClients.requireId("manager-1")).doesNotThrowAnyException();
        assertThatThrownBy(() -> RegistryClients.requireId("bad id!"))
                .hasMessageStartingWith("CODEFLEET_ID is 'bad id!': ");
    }
}
