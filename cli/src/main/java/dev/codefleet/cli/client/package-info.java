/** The gateway's API as values and streams; all HTTP of the command is in here. */
@NullMarked
package dev.codefleet.cli.client;

import org.jspecify.annotations.NullMarked;
