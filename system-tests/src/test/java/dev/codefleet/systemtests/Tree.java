package dev.codefleet.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;

/** All files of a directory with what is in them and who may do what, to be compared later. */
final class Tree {
    private Tree() {}

    static SortedMap<String, String> of(Path directory) {
        var files = new TreeMap<String, String>();
        try (var all = Files.walk(directory)) {
            for (var file : (Iterable<Path>) all::iterator) {
                files.put(directory.relativize(file).toString(), print(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    private static String print(Path file) throws IOException {
        var permissions = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
        var mode = PosixFilePermissions.toString(permissions);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return mode;
        }
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return mode + " " + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
