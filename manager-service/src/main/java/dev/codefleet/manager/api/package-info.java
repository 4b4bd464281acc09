/**
 * The manager's HTTP interface: jobs are accepted, read, followed, cancelled and resumed here.
 * Reads are answered from the database, whoever holds the job.
 */
@NullMarked
package dev.codefleet.manager.api;

import org.jspecify.annotations.NullMarked;
