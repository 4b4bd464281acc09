package dev.codefleet.chaos.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Full disks: some processes keep their files on small disks that can be filled. Needs the right to
 * mount.
 */
public final class DiskFaults implements AutoCloseable {
    private static final String SIZE = "size=192m";
    private static final String FILLER = "filler";
    private static final int BLOCK_BYTES = 1 << 20;
    private static final long MOUNT_SECONDS = 10;

    private final Map<String, Path> places = new LinkedHashMap<>();

    /**
     * Puts a small disk under each of these directories, or stops at the first where that is not
     * allowed.
     *
     * @param wanted by the ids of the processes
     */
    public DiskFaults(Map<String, Path> wanted) {
        for (var one : wanted.entrySet()) {
            try {
                Files.createDirectories(one.getValue());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (!run("mount", "-t", "tmpfs", "-o", SIZE, "tmpfs", one.getValue().toString())) {
                break;
            }
            places.put(one.getKey(), one.getValue());
        }
        if (!places.isEmpty()) {
            Runtime.getRuntime().addShutdownHook(new Thread(this::close, "unmount"));
        }
    }

    /** The processes that have one. */
    public List<String> ids() {
        return new ArrayList<>(places.keySet());
    }

    public Map<FaultKind, FaultAction> damages() {
        return Map.of(FaultKind.DISK_FULL, new Fill());
    }

    private final class Fill implements FaultAction {
        @Override
        public boolean make(Fault fault) {
            var place = places.get(fault.target());
            if (place == null) {
                return false;
            }
            var block = new byte[BLOCK_BYTES];
            try (var file = Files.newOutputStream(place.resolve(FILLER))) {
                while (true) {
                    file.write(block);
                }
            } catch (IOException _) {
                // Full, as it should be.
                return true;
            }
        }

        @Override
        public void mend(Fault fault) {
            var place = places.get(fault.target());
            try {
                if (place != null) {
                    Files.deleteIfExists(place.resolve(FILLER));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public synchronized void close() {
        places.values().forEach(place -> run("umount", "--lazy", place.toString()));
        places.clear();
    }

    private static boolean run(String... command) {
        try {
            var process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(MOUNT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
