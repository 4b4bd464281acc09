/** {@code codefleet demo}: a real job on a clone of this very repository. */
@NullMarked
package dev.codefleet.cli.demo;

import org.jspecify.annotations.NullMarked;
