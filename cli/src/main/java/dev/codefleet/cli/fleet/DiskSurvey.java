package dev.codefleet.cli.fleet;

import dev.codefleet.localfleet.AotTraining;
import dev.codefleet.localfleet.Home;
import dev.codefleet.localfleet.Installation;
import dev.codefleet.localfleet.ServiceKind;
import dev.codefleet.postgres.PostgresOptions;
import dev.codefleet.support.DiskUse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures the files that a fleet of this machine keeps: its home, and its caches. */
final class DiskSurvey {
    private static final Map<String, String> OF_MANAGER =
            words(
                    "git/mirrors", "copies of repositories",
                    "git/exports", "bundles for programmers",
                    "git/uploads", "uploaded repositories",
                    "git/incoming", "bundles on their way");
    private static final Map<String, String> OF_PROGRAMMER =
            words(
                    "mirrors", "mirrors of repositories",
                    "bundles", "bundles from managers",
                    "spool", "reports not yet taken",
                    "attempts", "workspaces of attempts");
    private static final String AOT_CACHES = "caches for fast starts";

    private final Home home;
    private final Installation installation;
    private final Path binaries;
    private final Path temporary;

    /** A place: what lies there, and how much. */
    record Entry(String what, String path, long bytes, long files) {}

    DiskSurvey(Home home, Installation installation, Map<String, String> environment) {
        this(
                home,
                installation,
                PostgresOptions.cache(environment),
                Path.of(System.getProperty("java.io.tmpdir")));
    }

    /**
     * @param binaries where PostgreSQL's programs are, for all homes
     * @param temporary where demos leave their clones
     */
    DiskSurvey(Home home, Installation installation, Path binaries, Path temporary) {
        this.home = home;
        this.installation = installation;
        this.binaries = binaries;
        this.temporary = temporary;
    }

    /** Every file counts in exactly one of them; what is not there is left out. */
    List<Entry> entries() {
        var entries = new ArrayList<Entry>();
        var rest = DiskUse.of(home.directory());
        for (var place : places().entrySet()) {
            var use = DiskUse.of(place.getKey());
            if (use.files() > 0) {
                entries.add(entry(place.getValue(), place.getKey(), use));
                rest = rest.minus(use);
            }
        }
        if (rest.files() > 0) {
            entries.add(entry("all else of the home", home.directory(), rest));
        }
        for (var cache : caches()) {
            var use = DiskUse.of(cache);
            if (use.files() > 0) {
                entries.add(entry(AOT_CACHES, cache, use));
            }
        }
        var outside = new LinkedHashMap<Path, String>();
        outside.put(binaries, "PostgreSQL's programs");
        for (var each : below(temporary)) {
            var name = String.valueOf(each.getFileName());
            if (name.startsWith("codefleet-demo-") && Files.isReadable(each)) {
                outside.put(each, "clones of the demo");
            } else if (name.startsWith(AotTraining.DIRECTORY) && Files.isReadable(each)) {
                outside.put(each, "preparing fast starts");
            }
        }
        outside.forEach((path, what) -> {
            var use = DiskUse.of(path);
            if (use.files() > 0) {
                entries.add(entry(what, path, use));
            }
        });
        return entries;
    }

    private static Entry entry(String what, Path path, DiskUse use) {
        return new Entry(what, path.toString(), use.bytes(), use.files());
    }

    /** Places in the home, none of them in another one, with words for what is there. */
    private Map<Path, String> places() {
        var places = new LinkedHashMap<Path, String>();
        places.put(home.database(), "database");
        places.put(home.logs(), "logs of services");
        for (var each : below(home.directory().resolve(ServiceKind.MANAGER.plural()))) {
            OF_MANAGER.forEach((path, what) -> places.put(each.resolve(path), what));
        }
        for (var each : below(home.directory().resolve(ServiceKind.PROGRAMMER.plural()))) {
            OF_PROGRAMMER.forEach((path, what) -> places.put(each.resolve(path), what));
        }
        places.put(home.directory().resolve("demo"), "the demo's fleet");
        places.put(home.directory().resolve("chaos"), "the chaos runs' fleets");
        return places;
    }

    private List<Path> caches() {
        var caches = new ArrayList<Path>();
        for (var kind : ServiceKind.values()) {
            caches.add(installation.aotCache(kind));
        }
        caches.add(installation.checkout().resolve("target/codefleet/cli.aot"));
        return caches;
    }

    private static List<Path> below(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var entries = Files.list(directory)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + directory, e);
        }
    }

    private static Map<String, String> words(String... pairs) {
        var words = new LinkedHashMap<String, String>();
        for (int i = 0; i < pairs.length; i += 2) {
            words.put(pairs[i], pairs[i + 1]);
        }
        return words;
    }
}
