/** What a person sees of the command: text, tables, colours and exit codes. */
@NullMarked
package dev.codefleet.cli.terminal;

import org.jspecify.annotations.NullMarked;
