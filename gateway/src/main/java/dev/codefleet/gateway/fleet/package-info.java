/** The fleet as the directory knows it, with what managers and registries say when asked. */
@NullMarked
package dev.codefleet.gateway.fleet;

import org.jspecify.annotations.NullMarked;
