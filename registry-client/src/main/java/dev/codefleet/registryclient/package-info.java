/** Announces an agent to the registries and follows their view of all agents. */
@NullMarked
package dev.codefleet.registryclient;

import org.jspecify.annotations.NullMarked;
