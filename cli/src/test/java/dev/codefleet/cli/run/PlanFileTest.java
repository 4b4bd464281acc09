package dev.codefleet.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codefleet.gatewayclient.CommandFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanFileTest {
    @TempDir private Path directory;

    @ParameterizedTest
    @CsvSource({"plan.yaml, yaml", "Plan.YML, yaml", "p.json, json", "p.md, markdown", "p.txt,"})
    void theNameTellsTheFormatOrNobodyDoes(String name, String format) {
        assertThat(PlanFile.format(name)).isEqualTo(format);
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> PlanFile.read(directory.resolve("plan.yaml")))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("plan.yaml");
    }

    @Test
    void aBinaryFileIsNoPlan() throws IOException {
        var file = directory.resolve("plan.yaml");
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});

        assertThatThrownBy(() -> PlanFile.read(file)).hasMessageContaining("UTF-8");
    }
}
