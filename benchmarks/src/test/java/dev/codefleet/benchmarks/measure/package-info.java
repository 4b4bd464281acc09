@NullMarked
package dev.codefleet.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
