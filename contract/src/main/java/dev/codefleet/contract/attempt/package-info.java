/** Messages between a manager and a programmer about one attempt. */
@NullMarked
package dev.codefleet.contract.attempt;

import org.jspecify.annotations.NullMarked;
