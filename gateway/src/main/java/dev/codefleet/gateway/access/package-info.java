/** What a client may do, and how much of it. */
@NullMarked
package dev.codefleet.gateway.access;

import org.jspecify.annotations.NullMarked;
