/** The command for fault runs. */
@NullMarked
package dev.codefleet.cli.chaos;

import org.jspecify.annotations.NullMarked;
