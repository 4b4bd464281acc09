/**
 * Decides whether an order may be taken: what it must say, the slots, the fences of jobs, and the
 * attempts that were withdrawn before their orders came. Decisions in memory, without container or
 * I/O.
 */
@NullMarked
package dev.codefleet.programmer.order;

import org.jspecify.annotations.NullMarked;
