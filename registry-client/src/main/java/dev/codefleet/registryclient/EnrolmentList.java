package dev.codefleet.registryclient;

import dev.codefleet.identity.EnrolmentKeys;
import dev.codefleet.web.StartCheck;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;

/** The public enrolment keys that a service was given, to know by them who calls. */
public final class EnrolmentList {
    private EnrolmentList() {}

    /**
     * The keys of the settings; empty for a service that asks nobody who he is.
     *
     * @throws io.quarkus.runtime.configuration.ConfigurationException if the list is malformed, or
     *     was given and is empty: a variable that came out empty must not open the service
     */
    public static Optional<EnrolmentKeys> of(AnnouncerConfig config) {
        var list = config.enrolmentKeys();
        if (list.isEmpty() && (isSet("codefleet.enrolment-keys") || isSet(FILE))) {
            throw StartCheck.refusal(
                    "CODEFLEET_ENROLMENT_KEYS is set, and empty: give it lines of a kind and a key,"
                            + " or leave the variable out for a service that asks nobody who he is.");
        }
        return list.map(text -> StartCheck.made(() -> parse(text)));
    }

    private static final String FILE = "codefleet.enrolment-keys-file";

    /** Whether a setting was given, if only as an empty text. */
    static boolean isSet(String setting) {
        return ConfigProvider.getConfig().getConfigValue(setting).getRawValue() != null;
    }

    private static EnrolmentKeys parse(String text) {
        try {
            return EnrolmentKeys.parse(text);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(
                    "CODEFLEET_ENROLMENT_KEYS " + malformed.getMessage(), malformed);
        }
    }
}
