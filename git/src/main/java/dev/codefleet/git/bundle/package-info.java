/**
 * Bundles: commits in one file, as they travel between the services and to users. Their header is
 * read and written here, and git handles only the pack in them.
 */
@NullMarked
package dev.codefleet.git.bundle;

import org.jspecify.annotations.NullMarked;
