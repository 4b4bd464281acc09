/** The choice of the manager for a request, and of the next one. Nothing here does I/O. */
@NullMarked
package dev.codefleet.gateway.manager.choice;

import org.jspecify.annotations.NullMarked;
