package dev.codefleet.support;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The user that this process runs as; in a container it need not have a name. */
public final class ProcessUser {
    private static final int UID = (int) new UnixSystem().getUid();

    private ProcessUser() {}

    /** Whether a file or directory is this user's; of a link, the link itself. */
    public static boolean owns(Path path) throws IOException {
        return Integer.valueOf(UID)
                .equals(Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS));
    }
}
