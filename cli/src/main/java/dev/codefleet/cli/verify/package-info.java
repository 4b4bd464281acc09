/** Commands about what is signed: whether a result is what a fleet made, and by whose keys. */
@NullMarked
package dev.codefleet.cli.verify;

import org.jspecify.annotations.NullMarked;
