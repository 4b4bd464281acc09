/**
 * Records that travel between the services, and the ids in them. Unknown fields are always
 * tolerated.
 */
@NullMarked
package dev.codefleet.contract;

import org.jspecify.annotations.NullMarked;
