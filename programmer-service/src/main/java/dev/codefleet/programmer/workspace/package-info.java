/**
 * The files of attempts.
 *
 * <p>The executor works in the <em>workspace</em>, a clone that borrows its objects from the mirror
 * of the repository. After each run of the executor everything that is not ignored is committed and
 * bundled; the bundle is taken, object by object, into a second repository beside it, and checks
 * run in a checkout of that.
 *
 * <pre>
 *   mirror --objects--> workspace --bundle of the commit--> clean repository --checkout--> checks
 *      |                                |                        ^
 *      +------------- objects ----------|------------------------+
 *                                       +--> report, once the checks have passed
 * </pre>
 *
 * <p>Nothing less will do. A check that runs beside other files can pass for what is not in the
 * commit: an ignored file, a build output of an older state, a change that was hidden from git, an
 * object that the executor has put under the name of another, a start-up file in its home. So
 * checks get the very bundle that is handed over, in a repository that borrows of the mirror alone,
 * with a home and temporary files of their own. The receipt's count of changes is made there as
 * well.
 *
 * <p>An attempt without a repository has one empty directory for both, and nothing of it is kept.
 *
 * <p>What an executor leaves in {@code .git} is not trusted: git's configuration is put back before
 * git runs there outside of the sandbox, see {@link dev.codefleet.git.workspace.Workspace}.
 */
@NullMarked
package dev.codefleet.programmer.workspace;

import org.jspecify.annotations.NullMarked;
