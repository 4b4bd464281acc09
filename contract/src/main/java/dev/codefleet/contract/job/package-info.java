/** What a client reads and writes about jobs and the fleet. */
@NullMarked
package dev.codefleet.contract.job;

import org.jspecify.annotations.NullMarked;
