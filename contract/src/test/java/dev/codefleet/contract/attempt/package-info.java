@NullMarked
package dev.codefleet.contract.attempt;

import org.jspecify.annotations.NullMarked;
