package dev.codefleet.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** What the file system says of a file; links are not followed. */
record FileStat(int mode, int links, long inode, long size, long changedNanos, long modifiedNanos) {
    private static final int KINDS = 0170000;

    static FileStat of(Path file) throws IOException {
        var all =
                Files.readAttributes(
                        file,
                        "unix:mode,nlink,ino,size,ctime,lastModifiedTime",
                        LinkOption.NOFOLLOW_LINKS);
        return new FileStat(
                number(all, "mode").intValue(),
                number(all, "nlink").intValue(),
                number(all, "ino").longValue(),
                number(all, "size").longValue(),
                nanos(all, "ctime"),
                nanos(all, "lastModifiedTime"));
    }

    private static Number number(Map<String, Object> all, String name) {
        return (Number) Objects.requireNonNull(all.get(name), name);
    }

    private static long nanos(Map<String, Object> all, String name) {
        var time = (FileTime) Objects.requireNonNull(all.get(name), name);
        return time.to(TimeUnit.NANOSECONDS);
    }

    boolean isFile() {
        return (mode & KINDS) == 0100000;
    }

    boolean isLink() {
        return (mode & KINDS) == 0120000;
    }

    boolean isDirectory() {
        return (mode & KINDS) == 0040000;
    }
}
