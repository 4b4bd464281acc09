@NullMarked
package dev.codefleet.registry.membership;

import org.jspecify.annotations.NullMarked;
