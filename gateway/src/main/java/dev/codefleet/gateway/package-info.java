/**
 * The public door of the fleet. It keeps no state: jobs live with the managers, agents with the
 * registries, and any number of gateways may run side by side. {@code job} takes requests about
 * jobs in, {@code manager} carries them to a manager and its answer back, {@code fleet} shows the
 * fleet, {@code access} holds the limits.
 */
@NullMarked
package dev.codefleet.gateway;

import org.jspecify.annotations.NullMarked;
