/** Views of the fleet, computed from what agents say. Nothing here does I/O. */
@NullMarked
package dev.codefleet.gateway.fleet.view;

import org.jspecify.annotations.NullMarked;
