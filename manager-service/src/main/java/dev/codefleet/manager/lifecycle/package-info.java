/**
 * The life of a manager's process: how it is put together, announces itself, holds its lease, looks
 * for jobs that nobody holds, and hands all back at its end.
 */
@NullMarked
package dev.codefleet.manager.lifecycle;

import org.jspecify.annotations.NullMarked;
