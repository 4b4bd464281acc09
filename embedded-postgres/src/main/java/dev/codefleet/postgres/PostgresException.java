package dev.codefleet.postgres;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A failure of the embedded PostgreSQL; messages are meant for the user. */
public abstract sealed class PostgresException extends RuntimeException {

    private static final String ELSEWHERE =
            " Set CODEFLEET_DATABASE_URL to use a PostgreSQL of your own instead.";

    private static final long serialVersionUID = 1L;

    private PostgresException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** There are no binaries for this operating system or processor. */
    public static final class UnsupportedPlatform extends PostgresException {
        private static final long serialVersionUID = 1L;

        UnsupportedPlatform(String platform) {
            super("The embedded PostgreSQL does not run on " + platform + "." + ELSEWHERE, null);
        }
    }

    /** The JVM runs as root and cannot start PostgreSQL, which refuses root, as anyone else. */
    public static final class NoUnprivilegedUser extends PostgresException {
        private static final long serialVersionUID = 1L;

        NoUnprivilegedUser() {
            super(
                    "PostgreSQL does not run as root, and neither unshare nor setpriv can lower the"
                            + " rights here. Run as an ordinary user."
                            + ELSEWHERE,
                    null);
        }
    }

    /** The binaries are missing from the class path or could not be written to the cache. */
    public static final class CannotUnpack extends PostgresException {
        private static final long serialVersionUID = 1L;

        CannotUnpack(String what, @Nullable Throwable cause) {
            super("Cannot unpack PostgreSQL: " + what, cause);
        }
    }

    /** Another process has this home open. */
    public static final class HomeInUse extends PostgresException {
        private static final long serialVersionUID = 1L;

        HomeInUse(Path home, String owner) {
            super("The database in " + home + " is in use by process " + owner + ".", null);
        }
    }

    /** Something else listens on the wanted port. */
    public static final class PortTaken extends PostgresException {
        private static final long serialVersionUID = 1L;
        private final int port;

        PortTaken(int port) {
            super("Port " + port + " on 127.0.0.1, wanted for PostgreSQL, is taken.", null);
            this.port = port;
        }

        /** The port that is taken. */
        public int port() {
            return port;
        }
    }

    /** The disk (or its quota) is full. */
    public static final class NoSpace extends PostgresException {
        private static final long serialVersionUID = 1L;

        NoSpace(Path where, @Nullable Throwable cause) {
            super("No space left on the disk of " + where + " for PostgreSQL.", cause);
        }
    }

    /** Anything else that keeps the server from running; the message quotes the server's log. */
    public static final class Failed extends PostgresException {
        private static final long serialVersionUID = 1L;

        Failed(String what, @Nullable Throwable cause) {
            super(what, cause);
        }
    }
}
