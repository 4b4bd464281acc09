/**
 * The local repository of a job: what is sent to a fleet from it, and the result that is fetched
 * into it.
 */
@NullMarked
package dev.codefleet.cli.repository;

import org.jspecify.annotations.NullMarked;
