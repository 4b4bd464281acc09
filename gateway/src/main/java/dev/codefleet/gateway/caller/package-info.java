/**
 * Who calls the gateway, and what it may do.
 *
 * <p>{@code CallerCheck} stands before the router, so that nothing is served around it: neither the
 * resources nor what libraries bring along. It asks the keys of {@code WatchedAccessFile} who the
 * caller is and the one table, {@code Endpoints}, what that caller may call. What is not in the
 * table is not there.
 */
@NullMarked
package dev.codefleet.gateway.caller;

import org.jspecify.annotations.NullMarked;
