/**
 * Repositories that users uploaded as bundles, so that a fleet can work on what it has no
 * credentials for. PostgreSQL keeps them; every manager brings those that it needs to its own disk,
 * and what is on a disk is only a cache.
 */
@NullMarked
package dev.codefleet.manager.upload;

import org.jspecify.annotations.NullMarked;
