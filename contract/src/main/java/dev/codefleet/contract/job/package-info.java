/** The public API: requests and views of jobs and of the fleet. */
@NullMarked
package dev.codefleet.contract.job;

import org.jspecify.annotations.NullMarked;
