package dev.codefleet.git.mirror;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A process that has a mirror in use until it is killed. */
final class LockHolder {
    private LockHolder() {}

    public static void main(String[] arguments) throws Exception {
        try (var channel =
                        FileChannel.open(
                                Path.of(arguments[0]),
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE);
                var lock = channel.lock(0, Long.MAX_VALUE, true)) {
            System.out.println(lock.isShared() ? "locked" : "not shared");
            System.in.read();
        }
    }
}
