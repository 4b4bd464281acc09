/** The benchmarks, one class each. */
@NullMarked
package dev.codefleet.benchmarks.suite;

import org.jspecify.annotations.NullMarked;
