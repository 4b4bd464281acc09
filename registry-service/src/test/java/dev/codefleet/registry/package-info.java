@NullMarked
package dev.codefleet.registry;

import org.jspecify.annotations.NullMarked;
