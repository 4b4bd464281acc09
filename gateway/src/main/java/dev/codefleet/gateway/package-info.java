/** The public door: checks what comes in and hands it to a live manager. */
@NullMarked
package dev.codefleet.gateway;

import org.jspecify.annotations.NullMarked;
