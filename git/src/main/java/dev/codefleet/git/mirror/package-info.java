/**
 * Mirrors: one bare repository per repository that jobs name, fetched incrementally, shared by
 * threads and processes, made anew when it is damaged and removed when space runs out.
 */
@NullMarked
package dev.codefleet.git.mirror;

import org.jspecify.annotations.NullMarked;
