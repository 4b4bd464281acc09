/**
 * The process trees of attempts: how they are held, watched, stopped and cleared away.
 *
 * <pre>
 *   ProcessRunner ── starts ──> [sandbox] ──> executor or check ──> whatever it starts
 *       │                                     │ output, line by line
 *       │ waits for: exit, stop signal,       └──> LineSplitter ──> Output
 *       │            silence for too long
 *       └─ however it ends: ProcessTree kills what is left and waits until it is gone
 * </pre>
 *
 * <p>Nothing that an attempt started outlives the call that started it; what that is worth without
 * a sandbox is told in docs/isolation.md.
 */
@NullMarked
package dev.codefleet.programmer.execute;

import org.jspecify.annotations.NullMarked;
