/**
 * The programmers as this manager sees them: who is there, who gets the next order, and the calls
 * to them. What is known of free slots is a guess that saves refusals; a programmer has the last
 * word on its slots.
 */
@NullMarked
package dev.codefleet.manager.programmers;

import org.jspecify.annotations.NullMarked;
