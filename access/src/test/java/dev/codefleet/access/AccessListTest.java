package dev.codefleet.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessListTest {
    private static final Instant NOW = Instant.parse("2030-06-01T12:00:00Z");
    private static final KeyToken TOKEN =
            KeyToken.make("anna", bytes -> Arrays.fill(bytes, (byte) 7));

    @Test
    void aListedSecretIsItsKey() {
        var anna = key(TOKEN.sha256(), null);

        assertThat(new AccessList(List.of(anna)).authenticate(TOKEN.text(), NOW))
                .isEqualTo(new Authentication.Known(anna));
    }

    @Test
    void theSecretOfAnotherKeyIsUnknown() {
        var other = KeyToken.make("anna", bytes -> Arrays.fill(bytes, (byte) 8));
        var list = new AccessList(List.of(key(TOKEN.sha256(), null)));

        assertThat(list.authenticate(other.text(), NOW)).isEqualTo(new Authentication.Unknown());
        assertThat(list.authenticate("cf_otto_" + TOKEN.secret(), NOW))
                .isEqualTo(new Authentication.Unknown());
    }

    @Test
    void theSumOfNoSecretIsNoWayIn() {
        assertThat(new AccessList(List.of()).authenticate(TOKEN.text(), NOW))
                .isEqualTo(new Authentication.Unknown());
    }

    @Test
    void aKeyCountsUntilTheMomentOfItsExpiry() {
        var list = new AccessList(List.of(key(TOKEN.sha256(), NOW)));

        assertThat(list.authenticate(TOKEN.text(), NOW.minusMillis(1)))
                .isInstanceOf(Authentication.Known.class);
        assertThat(list.authenticate(TOKEN.text(), NOW)).isInstanceOf(Authentication.Expired.class);
    }

    @Test
    void whatWasShownCountsAsLongAsItsSecretIsListed() {
        var shown = key(TOKEN.sha256(), null);
        var demoted = new AccessKey("anna", TOKEN.sha256(), Role.VIEWER, List.of(), false, null);
        var renewed = key("0".repeat(64), null);

        assertThat(new AccessList(List.of(demoted)).stillCounting(shown, NOW)).hasValue(demoted);
        assertThat(new AccessList(List.of(renewed)).stillCounting(shown, NOW)).isEmpty();
        assertThat(new AccessList(List.of()).stillCounting(shown, NOW)).isEmpty();
        assertThat(new AccessList(List.of(key(TOKEN.sha256(), NOW))).stillCounting(shown, NOW))
                .isEmpty();
    }

    @Test
    void aTokenIsReadAsItIsWritten() {
        assertThat(KeyToken.parse(TOKEN.text())).hasValue(TOKEN);
        var withLines = "cf_a-1_" + "_".repeat(32);
        assertThat(KeyToken.parse(withLines)).map(KeyToken::text).hasValue(withLines);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cf_",
                "cf__",
                "cf_anna",
                "cf_anna_short",
                "cf_Anna_0123456789012345678901234567890123456789",
                "cf_-a_0123456789012345678901234567890123456789",
                "xx_anna_0123456789012345678901234567890123456789",
                "cf_anna_0123456789012345678901234567890123456 89"
            })
    void whatIsNoTokenIsNone(String text) {
        assertThat(KeyToken.parse(text)).isEmpty();
    }

    @Test
    void aTokenIsShownWithoutItsSecret() {
        assertThat(TOKEN.toString()).contains("anna").doesNotContain(TOKEN.secret());
        assertThatThrownBy(() -> new KeyToken("anna", "too-short-a-secret"))
                .message()
                .doesNotContain("too-short-a-secret");
    }

    private static AccessKey key(String sha256, @Nullable Instant expires) {
        return new AccessKey("anna", sha256, Role.SUBMITTER, List.of(), false, expires);
    }
}
