/**
 * The registry's endpoints: {@link dev.codefleet.registry.agent.AgentRegistry} asks {@link
 * dev.codefleet.registry.membership.Agents} for each decision, counts and logs; {@link
 * dev.codefleet.registry.agent.WatchStream} tells the readers.
 */
@NullMarked
package dev.codefleet.registry.agent;

import org.jspecify.annotations.NullMarked;
