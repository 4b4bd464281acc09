/**
 * The files of attempts.
 *
 * <p>An attempt has up to two trees. The executor works in the <em>workspace</em>, a clone that
 * borrows its objects from the mirror of the repository. After each run of the executor everything
 * that is not ignored is committed, and the checks run in a <em>check tree</em>: a second clone,
 * made anew for each iteration, that holds the commit and nothing else.
 *
 * <pre>
 *   mirror --objects--> workspace --commit--> check tree --passed--> bundle, from the same commit
 * </pre>
 *
 * <p>Two trees, because a check that runs in the workspace can pass for what is not in the commit:
 * an ignored file, a build output of an older state, a tool that the executor installed beside it.
 * It costs a checkout per iteration, and a check has to fetch its own dependencies, as it would on
 * any other machine. What checks write never gets into a commit.
 *
 * <p>An attempt without a repository has one empty directory for both, and nothing of it is kept.
 *
 * <p>What an executor leaves in {@code .git} is not trusted: git's configuration is put back before
 * git runs there outside of the sandbox, see {@link dev.codefleet.git.Workspace}.
 */
@NullMarked
package dev.codefleet.programmer.workspace;

import org.jspecify.annotations.NullMarked;
