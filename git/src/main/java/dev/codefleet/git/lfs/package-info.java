/** Files of Git LFS: what commits hold in their place, and where their contents lie and travel. */
@NullMarked
package dev.codefleet.git.lfs;

import org.jspecify.annotations.NullMarked;
