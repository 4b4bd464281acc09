/** What an agent says of itself to a registry, and what a registry says of agents. */
@NullMarked
package dev.codefleet.contract.agent;

import org.jspecify.annotations.NullMarked;
