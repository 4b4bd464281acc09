/** Following a job: its state computed from its events, and shown as a live frame or as lines. */
@NullMarked
package dev.codefleet.cli.follow;

import org.jspecify.annotations.NullMarked;
