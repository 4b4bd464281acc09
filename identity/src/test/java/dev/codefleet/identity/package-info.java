@NullMarked
package dev.codefleet.identity;

import org.jspecify.annotations.NullMarked;
