/** What agents say, put together for users. Computations only: nothing here asks anybody. */
@NullMarked
package dev.codefleet.gateway.fleet.view;

import org.jspecify.annotations.NullMarked;
