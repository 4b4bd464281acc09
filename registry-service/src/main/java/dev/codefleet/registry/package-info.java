/** Knows from heartbeats which agents are alive and in which state. */
@NullMarked
package dev.codefleet.registry;

import org.jspecify.annotations.NullMarked;
