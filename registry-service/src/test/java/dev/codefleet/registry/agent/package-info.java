@NullMarked
package dev.codefleet.registry.agent;

import org.jspecify.annotations.NullMarked;
