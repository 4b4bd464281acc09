package dev.codefleet.programmer.execute;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The confinement of an attempt's process tree. What each kind gives is told in docs/isolation.md.
 */
public sealed interface Sandbox permits Bubblewrap, Unconfined {
    /**
     * The file in the temporary directory by which the first process of a tree knows that the tree
     * has been asked to end.
     */
    String ENDING = ".codefleet-ending";

    /**
     * What the first process of a tree, a shell, does: runs its arguments as a program, and stays
     * itself when all are asked to end. What it says of signals is nobody's output.
     */
    String RUN_ARGUMENTS = "exec 3>&2 2>/dev/null; trap : TERM; (exec \"$@\" 2>&3 3>&-); code=$?; ";

    /** The name that receipts show. */
    String isolation();

    /** The network of the processes, as receipts show it. */
    String network();

    /**
     * The command line that runs {@code argv} within the confinement.
     *
     * @param egress the Unix socket of the attempt's proxy; null for none
     */
    List<String> commandLine(List<String> argv, Confinement confinement, @Nullable Path egress);

    /** Whether the process that is started leads a session of its own. */
    boolean givesSession();

    /**
     * Whether the process that is started ends after everything within has ended, unless it is
     * killed.
     */
    boolean endsLast();

    /**
     * Where the processes inside find a file or directory of their confinement: its working
     * directory, home, temporary directory, scripts, or what is in one of them.
     */
    Path inside(Confinement confinement, Path path);
}
