/** Which manager is asked, and which one after it. Decisions only: nothing here asks anybody. */
@NullMarked
package dev.codefleet.gateway.manager.choice;

import org.jspecify.annotations.NullMarked;
