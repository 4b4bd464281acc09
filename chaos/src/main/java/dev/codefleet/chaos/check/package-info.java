/**
 * Judges a fault run by its history alone. It imports nothing of the fleet's own code, so that a
 * mistake there cannot hide itself here.
 *
 * <p>An execution is one life of an executor. It certainly lives from when it began until it last
 * said so, by its own clock readings; when exactly it ended after that is not known. Two executions
 * overlap only if what is certain of both does, so that a slow witness accuses nobody.
 */
@NullMarked
package dev.codefleet.chaos.check;

import org.jspecify.annotations.NullMarked;
