/** Figures and the tables they are shown in; pure but for reading the machine's own description. */
@NullMarked
package dev.codefleet.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
