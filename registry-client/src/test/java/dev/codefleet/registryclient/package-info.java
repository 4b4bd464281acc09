@NullMarked
package dev.codefleet.registryclient;

import org.jspecify.annotations.NullMarked;
