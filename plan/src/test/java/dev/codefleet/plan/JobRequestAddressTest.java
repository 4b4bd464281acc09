package dev.codefleet.plan;

import static dev.codefleet.plan.Readings.accepted;
import static dev.codefleet.plan.Readings.requestFaults;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobRequestAddressTest {
    private static final String NO_OP = "title: T\nsubtasks: [{key: a, executor: {kind: none}}]\n";
    private static final String UPLOAD =
            "bundle:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private static final String WORK = NO_OP.replace("none", "command, run: make");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.org/a.git",
                "http://127.0.0.1:8080/a",
                "ssh://git@example.org/a.git",
                "git@example.org:a/b.git",
                "file:///srv/a",
                "/srv/a",
                UPLOAD
            })
    void anAddressOfARepositoryIsAccepted(String address) throws JsonProcessingException {
        var request = PlanTexts.json(Map.of("repository", address, "plan", WORK));

        assertThat(accepted(request).repository()).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--upload-pack=x", "ext::sh -c x", "srv/a", "../a", "ftp://a/b", "/a\nb"})
    void anythingElseIsNoAddress(String address) throws JsonProcessingException {
        assertThat(requestFaults(PlanTexts.json(Map.of("repository", address, "plan", WORK))))
                .singleElement()
                .asString()
                .contains(" repository ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-x", "a..b", "a b", "a.lock", "a^", "@{-1}"})
    void aStrangeRefIsRefused(String ref) throws JsonProcessingException {
        assertThat(requestFaults(PlanTexts.json(Map.of("ref", ref, "plan", NO_OP))))
                .singleElement()
                .asString()
                .contains(" ref is '");
    }

    @Test
    void noBranchIsDeliveredToAnUpload() throws JsonProcessingException {
        var request =
                PlanTexts.json(Map.of("repository", UPLOAD, "plan", WORK, "delivery", "branch"));

        assertThat(requestFaults(request))
                .singleElement()
                .asString()
                .contains(" delivery is branch")
                .contains("download");
    }
}
