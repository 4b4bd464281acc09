/** What every service answers alike: problem details, the clock, limits. */
@NullMarked
package dev.codefleet.web;

import org.jspecify.annotations.NullMarked;
