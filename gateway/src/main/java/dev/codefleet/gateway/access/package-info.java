/** Limits of what a client may do, and the form of its requests. */
@NullMarked
package dev.codefleet.gateway.access;

import org.jspecify.annotations.NullMarked;
