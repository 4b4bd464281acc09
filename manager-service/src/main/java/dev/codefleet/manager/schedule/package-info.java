/** What runs next and what follows from an end: pure, without clocks, threads or I/O. */
@NullMarked
package dev.codefleet.manager.schedule;

import org.jspecify.annotations.NullMarked;
