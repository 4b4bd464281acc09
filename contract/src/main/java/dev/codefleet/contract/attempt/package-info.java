/** What a manager and a programmer say to each other about one attempt. */
@NullMarked
package dev.codefleet.contract.attempt;

import org.jspecify.annotations.NullMarked;
