/**
 * All git work of a manager for its jobs: finding what a job starts from, taking in what
 * programmers commit, merging it, and delivering the result.
 *
 * <pre>
 *   repository --fetch--> mirror, a cache on disk --bundle--> programmers   ({@link
 *       dev.codefleet.manager.integrate.Integrator#export})
 *                           ^  |
 *   programmers --bundle----+  +--branch, patch or bundle--> whoever asked for the job
 * </pre>
 *
 * <p>A job's commits are kept in the mirror by one reference each, {@code
 * refs/codefleet/job/<job>/<commit>}: accepted ones, and merges that others build on. The reference
 * is written last, so a commit that has one is there with all that it needs. It is named by the
 * commit and not by the subtask, because keys may differ in case alone and some file systems do not
 * see that.
 *
 * <p>The mirror may be lost or damaged at any time. What was accepted is kept elsewhere, and merges
 * are made of it again: the same parts in the same order always give the same commit, on any
 * manager. A call that misses a kept commit says so with {@link
 * dev.codefleet.manager.integrate.IntegrationFailed#needsRestore()}.
 *
 * <p>Each git process costs milliseconds, and a job's end waits for some of them. Commits are
 * therefore read and written, and references pointed, without one where that can be done; a bundle
 * is taken or made by one, and each true merge takes one.
 *
 * <p>Of a job nothing more is known here than its graph ({@link
 * dev.codefleet.manager.integrate.Lineage}): not how it is scheduled or stored. Git's work blocks.
 */
@NullMarked
package dev.codefleet.manager.integrate;

import org.jspecify.annotations.NullMarked;
