/**
 * One view of all agents, computed from the answers of several registries, with the pace of
 * heartbeats and the times that are safe. It has neither network nor clock.
 */
@NullMarked
package dev.codefleet.registryclient.view;

import org.jspecify.annotations.NullMarked;
