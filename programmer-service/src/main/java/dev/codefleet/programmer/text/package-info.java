/** Text that processes print, cut to lines and to size without breaking characters. */
@NullMarked
package dev.codefleet.programmer.text;

import org.jspecify.annotations.NullMarked;
