/** Commands about jobs that were submitted: list, show, logs, cancel, patch. */
@NullMarked
package dev.codefleet.cli.job;

import org.jspecify.annotations.NullMarked;
