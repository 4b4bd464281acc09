/** Messages between agents and registries. */
@NullMarked
package dev.codefleet.contract.agent;

import org.jspecify.annotations.NullMarked;
