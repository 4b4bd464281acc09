/** Errors as RFC 9457 problem details. */
@NullMarked
package dev.codefleet.contract.problem;

import org.jspecify.annotations.NullMarked;
