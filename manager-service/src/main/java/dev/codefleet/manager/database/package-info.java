/** How a manager is told where PostgreSQL is. */
@NullMarked
package dev.codefleet.manager.database;

import org.jspecify.annotations.NullMarked;
