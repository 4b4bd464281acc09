/** The clients of the registry, against the real one. */
@NullMarked
package dev.codefleet.registry.client;

import org.jspecify.annotations.NullMarked;
