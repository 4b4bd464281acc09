/**
 * Comparing and merging commits in bare repositories, without a working tree, with the {@code
 * .gitattributes} of the commits in force.
 */
@NullMarked
package dev.codefleet.git.merge;

import org.jspecify.annotations.NullMarked;
