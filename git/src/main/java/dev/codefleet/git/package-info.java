/**
 * The one place that runs the {@code git} command.
 *
 * <p>Every process is started from a list of arguments, never through a shell, with an environment
 * built from nothing, a time-out that ends its whole process tree, and bounded output. No
 * configuration of the machine or of the user is read, no hook is run, nothing is asked on a
 * terminal.
 *
 * <pre>
 *   remote --fetch--> mirror (bare, shared, {@link dev.codefleet.git.mirror.RepositoryCache})
 *                       |  objects borrowed through alternates
 *                       +--> workspace 1, workspace 2, … (own refs, index and config,
 *                       |                                 {@link dev.codefleet.git.workspace.Workspace})
 *                       <--bundles-- what a workspace committed ({@link dev.codefleet.git.bundle.Bundles})
 *                       merges without a working tree ({@link dev.codefleet.git.merge.MergeTree})
 * </pre>
 *
 * <p>What runs in a workspace may have rewritten anything in its {@code .git}. Configuration can
 * name programs to run, so {@link dev.codefleet.git.workspace.Workspace} puts its own back before
 * it calls git there.
 *
 * <p>Needs git 2.38 or newer. Failures are {@link dev.codefleet.git.process.GitFailed}.
 */
@NullMarked
package dev.codefleet.git;

import org.jspecify.annotations.NullMarked;
