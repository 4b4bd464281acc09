@NullMarked
package dev.codefleet.benchmarks.plan;

import org.jspecify.annotations.NullMarked;
