/** Output of the command to a terminal: text, tables, colours and exit codes. */
@NullMarked
package dev.codefleet.cli.terminal;

import org.jspecify.annotations.NullMarked;
