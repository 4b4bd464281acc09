/** {@code codefleet run}: submits a job, shows it live, and brings its result home. */
@NullMarked
package dev.codefleet.cli.run;

import org.jspecify.annotations.NullMarked;
