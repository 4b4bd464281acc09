/**
 * What follows from what the registries say: one view of all agents, the pace of beats, and the
 * times that are safe. Decisions only, without network and clock.
 */
@NullMarked
package dev.codefleet.registryclient.view;

import org.jspecify.annotations.NullMarked;
