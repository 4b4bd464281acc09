/**
 * Workspaces: clones of their own for attempts, with objects borrowed from a mirror.
 *
 * <p>What runs in a workspace may have rewritten anything in its {@code .git}, and configuration
 * can name programs to run. So configuration and alternates are put back before git is run there.
 */
@NullMarked
package dev.codefleet.git.workspace;

import org.jspecify.annotations.NullMarked;
