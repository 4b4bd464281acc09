package dev.codefleet.localfleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.codefleet.support.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** Reads and writes {@code fleet.json}: whole at every moment, whoever reads or dies. */
final class FleetFile {
    private final Path file;

    FleetFile(Home home) {
        this.file = home.fleetFile();
    }

    /** What was written last; empty if nothing was, or if it cannot be understood. */
    Optional<FleetRecord> read() {
        try {
            return Optional.of(
                    Json.mapper().readValue(Files.readAllBytes(file), FleetRecord.class));
        } catch (NoSuchFileException | JsonProcessingException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw Home.unusable(file, e);
        }
    }

    void write(FleetRecord fleet) {
        var fresh = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            Files.write(fresh, Json.bytes(fleet));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw Home.unusable(file, e);
        }
    }

    void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw Home.unusable(file, e);
        }
    }
}
