/**
 * The files of attempts.
 *
 * <p>The executor works in the <em>workspace</em>, a clone that borrows its objects from the mirror
 * of the repository. After each run of the executor everything that is not ignored is committed,
 * and the checks run in a tree that holds the commit and nothing else. Where the executor has left
 * exactly that, it is the workspace itself, lent to the checks; otherwise a second clone, made
 * anew.
 *
 * <pre>
 *   mirror --objects--> workspace --commit--> known to hold it? --yes--> the same tree, lent
 *                                                   |
 *                                                   +-- no --> a second clone
 * </pre>
 *
 * <p>Nothing less will do, because a check that runs beside other files can pass for what is not in
 * the commit: an ignored file, a build output of an older state, a change that was hidden from git.
 * What counts as holding the commit is told in {@link dev.codefleet.git.KnownTree}. What checks
 * write never gets into a commit: a lent tree has a {@code .git} of its own, and is put back before
 * the executor works in it again.
 *
 * <p>An attempt without a repository has one empty directory for both, and nothing of it is kept.
 *
 * <p>What an executor leaves in {@code .git} is not trusted: git's configuration is put back before
 * git runs there outside of the sandbox, see {@link dev.codefleet.git.Workspace}.
 */
@NullMarked
package dev.codefleet.programmer.workspace;

import org.jspecify.annotations.NullMarked;
